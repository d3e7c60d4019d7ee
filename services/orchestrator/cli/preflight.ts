// All that can be known to be wrong before anything is started, each as one sentence. Asks the machine, changes nothing.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Settings } from '@weir/settings'
import type { Lab } from '../runtime/lab.ts'
import { portIsFree } from '../runtime/ports.ts'
import { findProgram, findPrometheus } from '../runtime/programs.ts'
import type { Context } from './context.ts'

export const preflight = async (lab: Lab, { root, settings, containerised }: Context): Promise<string[]> => [
  ...(lab.runtime === 'process' ? processOnly(lab, root, settings.ffmpeg) : []),
  // What it does not see may be there all the same; the engine knows.
  ...(containerised ? [] : inputs(lab)),
  ...(await busyPorts(lab, settings)),
]

const processOnly = ({ plan }: Lab, root: string, ffmpeg: string | null): string[] => {
  const mains = [...new Set(plan.nodes.map((node) => `dist/services/${node.main}/main.js`))]
  const netem = plan.links.filter((link) => link.emulation === 'netem').map((link) => `${link.from}->${link.to}`)
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

const busyPorts = async ({ ports, bind, runtime }: Lab, settings: Settings): Promise<string[]> => {
  const wanted = [
    { port: ports.console, what: 'the console', variable: 'WEIR_CONSOLE_PORT' },
    ...Object.entries(ports.edges).map(([id, port]) => ({ port, what: id, variable: 'WEIR_EDGE_PORT' })),
    ...(runtime === 'docker' || findPrometheus(settings)
      ? [{ port: ports.prometheus, what: 'Prometheus', variable: 'WEIR_PROMETHEUS_PORT' }]
      : []),
    ...(runtime === 'docker' && settings.grafana
      ? [{ port: ports.grafana, what: 'Grafana', variable: 'WEIR_GRAFANA_PORT' }]
      : []),
  ]
  const answers = await Promise.all(
    wanted.map(async ({ port, what, variable }, i) => {
      const first = wanted.findIndex((other) => other.port === port)
      if (first < i)
        return [`port ${port} is for both ${wanted[first]?.what} and ${what}; ${variable} moves the second`]
      if (port > 65535) return [`port ${port} of ${what} is above 65535; ${variable} moves it`]
      return (await portIsFree(port, bind)) ? [] : [`port ${port} of ${what} is busy on ${bind}; ${variable} moves it`]
    }),
  )
  return answers.flat()
}
