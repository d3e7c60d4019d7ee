// All that can be known to be wrong before anything is started, each as one sentence. Asks the machine, changes nothing.
import { existsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { expandInput, variablesIn } from '@weir/redact'
import { unescapedIn, urlExpected } from '@weir/relay/config'
import { SETTINGS, type Settings } from '@weir/settings'
import type { Difference } from '../apply/difference.ts'
import type { Lab } from '../runtime/lab.ts'
import { whyNotHad } from '../runtime/ports.ts'
import { findProgram, findPrometheus } from '../runtime/programs.ts'
import { publishedPorts } from '../runtime/published-ports.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { linkName } from '../topology/link-name.ts'
import type { PlannedNode } from '../topology/plan.ts'
import type { Context } from './context.ts'

/** `secrets` is what stands in no file. */
export const preflight = async (
  lab: Lab,
  secrets: Secrets,
  { root, settings, containerised }: Context,
): Promise<string[]> => [
  ...(lab.runtime === 'process' ? processOnly(lab, root, settings.ffmpeg) : []),
  // What it does not see may be there all the same; the engine knows.
  ...(containerised ? [] : inputs(lab)),
  ...(containerised || process.platform !== 'linux' ? [] : noSocket(lab)),
  ...addresses(lab.plan.nodes, { ...process.env, ...secrets }),
  ...(await busyPorts(lab, settings)),
]

/** The same for a lab that runs and is to be changed: its ports are its own. */
export const preflightChange = (
  next: Lab,
  secrets: Secrets,
  { addedNodes, restartedNodes }: Difference,
  { root, settings, containerised }: Context,
): string[] => {
  const anew = new Set([...addedNodes, ...restartedNodes.map(({ id }) => id)])
  return [
    ...(next.runtime === 'process' ? processOnly(next, root, settings.ffmpeg) : []),
    ...(containerised ? [] : inputs(next)),
    ...addresses(
      next.plan.nodes.filter(({ id }) => anew.has(id)),
      secrets,
    ),
  ]
}

const processOnly = ({ plan }: Lab, root: string, ffmpeg: string | null): string[] => {
  const mains = [...new Set(plan.nodes.map((node) => `dist/services/${node.main}/main.js`))]
  const netem = plan.links.filter((link) => link.emulation === 'netem').map(linkName)
  const makes = plan.nodes.some((node) => Object.keys(node.streams).length > 0)
  return [
    ...mains
      .filter((file) => !existsSync(join(root, file)))
      .map((file) => `${file} is not built, expected \`node tools/build.mjs\` to have made it`),
    ...(netem.length > 0
      ? [`emulation: netem on ${netem.join(', ')} needs the Docker runtime, expected RUNTIME=docker or emulation: user`]
      : []),
    ...(makes ? noFfmpeg(root, ffmpeg) : []),
  ]
}

/** Looks where the ingress will: what WEIR_FFMPEG names, the PATH, the npm package. */
const noFfmpeg = (root: string, named: string | null): string[] => {
  if (named !== null) return findProgram(named) ? [] : [`no ffmpeg: WEIR_FFMPEG="${named}" is not a program`]
  if (findProgram('ffmpeg')) return []
  try {
    const { path } = createRequire(join(root, 'package.json'))('@ffmpeg-installer/ffmpeg') as { path: string }
    if (existsSync(path)) return []
  } catch {
    // An optional dependency that this platform has no build of.
  }
  return ['no ffmpeg on the PATH, expected one there (apt-get install ffmpeg) or named by WEIR_FFMPEG']
}

/** Of an engine elsewhere, or in a machine of its own, the host can't see it: only what somebody named is held against it. */
const noSocket = ({ docker }: Lab): string[] => {
  if (!docker) return []
  const { name, usual } = SETTINGS.dockerSocket
  const { socket, client } = docker
  const elsewhere = Object.values(client ?? {}).some((value) => /^(tcp|ssh|https?):/.test(value))
  if (elsewhere || socket === usual) return []
  // Of what may not be looked at, this is false.
  const there = existsSync(socket)
  if (there && statSync(socket).isSocket()) return []
  return [
    `${name}="${socket}" is ${there ? 'no socket' : 'not there'}, expected the engine's socket, which the orchestrator's container is given`,
  ]
}

const inputs = ({ plan, runtime }: Lab): string[] =>
  plan.nodes.flatMap((node) =>
    Object.entries(node.streams).flatMap(([name, { source, input }]) => {
      if (source === 'file' && input && !existsSync(input)) return [`stream ${name} of ${node.id}: no file ${input}`]
      const device = input ?? '/dev/video0'
      if (source === 'webcam' && runtime === 'process' && !existsSync(device)) {
        return [`stream ${name} of ${node.id}: no webcam at ${device}, expected one there, or source: auto`]
      }
      return []
    }),
  )

/** What a url takes from the environment, which the nodes will get from here. Says no value: it may be a secret. */
const addresses = (nodes: readonly PlannedNode[], env: Readonly<Record<string, string | undefined>>): string[] =>
  nodes.flatMap((node) =>
    Object.entries(node.streams).flatMap(([name, { source, input }]) => {
      if (source !== 'url' || !input) return []
      const where = `stream ${name} of ${node.id}: input ${input}`
      const missing = variablesIn(input).filter((variable) => !env[variable])
      if (missing.length > 0) return [`${where} takes ${missing.join(', ')} from the environment, where it is not set`]
      const expected = urlExpected(expandInput(input, env))
      if (expected) return [`${where} is no address, expected ${expected}`]
      const unescaped = unescapedIn(expandInput(input, env))
      return unescaped ? [`${where}, with what it takes from the environment: ${unescaped}`] : []
    }),
  )

const busyPorts = async (lab: Lab, settings: Settings): Promise<string[]> => {
  const { bind, runtime } = lab
  const { console, edges, prometheus, grafana } = publishedPorts(lab)
  const wanted = [
    console,
    ...edges,
    ...(runtime === 'docker' || findPrometheus(settings) ? [prometheus] : []),
    ...(runtime === 'docker' && settings.grafana ? [grafana] : []),
  ]
  const answers = await Promise.all(
    wanted.map(async ({ port, of, variable }, i) => {
      const first = wanted.findIndex((other) => other.port === port)
      if (first < i) return [`port ${port} is for both ${wanted[first]?.of} and ${of}; ${variable} moves the second`]
      if (port > 65535) return [`port ${port} of ${of} is above 65535; ${variable} moves it`]
      return whyNot(await whyNotHad(port, bind), `port ${port} of ${of}`, variable, lab)
    }),
  )
  // What is wrong with the address would be told of every port.
  return [...new Set(answers.flat())]
}

/** `code` is the system's. Pure but for the addresses that this machine has. */
const whyNot = (code: string | null, port: string, variable: string, { bind, bindName, runtime }: Lab): string[] => {
  if (code === null) return []
  if (code === 'EADDRINUSE') return [`${port} is busy on ${bind}; ${variable} moves it`]
  if (code === 'EACCES') {
    // The engine has it in our place.
    if (runtime === 'docker') return []
    return [`${port} can't be had without root, who alone may have those below 1024; ${variable} moves it`]
  }
  const given = bindName === undefined ? bind : `${bindName} (${bind})`
  const own = Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address))
  return [
    `${SETTINGS.bind.name}=${given} is no address of this machine (${code}), expected one of ${[...own, '0.0.0.0', '::'].slice(0, 8).join(', ')}`,
  ]
}
