// The process runtime: every node of a plan as a child of this process, all on loopback, and a Prometheus beside them
// when the machine has one. Owns the children and their logs; nothing outlives it (guard.ts).
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { notFound } from '../topology/did-you-mean.ts'
import type { PlannedNode } from '../topology/plan.ts'
import { urlOf } from './address.ts'
import { type Child, startChild } from './child.ts'
import { findGuard, type Guard } from './guard.ts'
import { identify } from './identity.ts'
import type { Lab } from './lab.ts'
import { openLogFile } from './log-file.ts'
import { nodeConfig } from './node-config.ts'
import { freePorts } from './ports.ts'
import { prometheusConfig } from './prometheus.ts'
import type { Runtime } from './runtime.ts'

export { urlOf }

export interface ProcessOptions {
  /** Absolute path of a role's main. */
  mainPath(main: PlannedNode['main']): string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The Prometheus to run beside them; null for none. */
  readonly prometheus: string | null
  readonly say: (line: string) => void
}

const LOOPBACK = '127.0.0.1'

/** Throws with one sentence, and leaves nothing, when the lab can't be started. */
export const processRuntime = async (lab: Lab, options: ProcessOptions): Promise<Runtime> => {
  const { plan, folder, bind } = lab
  const guard = findGuard()
  const ports = await assignPorts(lab)
  const port = (id: string): number => ports.get(id) ?? 0
  const localUrl = (id: string) => `http://${LOOPBACK}:${port(id)}`
  const env = Object.fromEntries(
    Object.entries(options.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )
  const logs = plan.nodes.map((node) => openLogFile(join(folder, 'logs', `${node.id}.log`)))

  const children = new Map<string, Child>()
  for (const [i, node] of plan.nodes.entries()) {
    const addresses = {
      listen: () => ({ host: node.roles.includes('edge') ? bind : LOOPBACK, port: port(node.id) }),
      parentUrl: (link: { from: string }) => `ws://${LOOPBACK}:${port(link.from)}/push`,
      edgeUrl: (edge: PlannedNode) => urlOf(bind, port(edge.id)),
    }
    const config = nodeConfig(plan, node, addresses, lab.controlToken)
    const child = startChild({
      name: node.id,
      command: process.execPath,
      // Without source maps: the first error would hold a relay up for as long as it takes to read some megabytes of them.
      args: [options.mainPath(node.main)],
      env: { ...env, WEIR_NODE: JSON.stringify(config) },
      cwd: process.cwd(),
      guard,
      log: logs[i] as { write(data: Uint8Array | string): void },
      channel: true,
    })
    children.set(node.id, child)
  }

  const targets = plan.nodes.map((node) => ({
    node: node.id,
    roles: node.roles,
    address: `${LOOPBACK}:${port(node.id)}`,
  }))
  const prometheus = startPrometheus(lab, prometheusConfig(targets), env, guard, options)

  const all = () => [...children.values(), ...(prometheus ? [prometheus.child] : [])]
  const pids = all().flatMap((child) => identify(child.pid() ?? 0) ?? [])
  writeFileSync(join(folder, 'pids.json'), JSON.stringify(pids))

  return {
    name: 'process',
    nodes: () =>
      plan.nodes.map((node) => {
        const child = children.get(node.id) as Child
        return {
          id: node.id,
          state: child.state(),
          url: node.roles.includes('edge') ? urlOf(bind, port(node.id)) : localUrl(node.id),
          internalUrl: localUrl(node.id),
          restarts: child.restarts(),
          lastExit: child.lastExit(),
        }
      }),
    fault: async (id, fault) => {
      const child = children.get(id)
      if (!child) throw new Error(notFound('node', id, [...children.keys()]))
      await child.fault(fault)
    },
    prometheusUrl: prometheus ? urlOf(bind, lab.ports.prometheus) : null,
    grafanaUrl: null,
    close: async () => {
      await Promise.all(all().map((child) => child.close()))
      for (const log of [...logs, ...(prometheus ? [prometheus.log] : [])]) log.close()
      rmSync(join(folder, 'pids.json'), { force: true })
    },
  }
}

const assignPorts = async ({ plan, ports }: Lab): Promise<ReadonlyMap<string, number>> => {
  const others = plan.nodes.filter((node) => ports.edges[node.id] === undefined)
  const taken = new Set([...Object.values(ports.edges), ports.console, ports.prometheus, ports.grafana])
  const free = await freePorts(others.length, ports.nodes, LOOPBACK, taken)
  return new Map([
    ...Object.entries(ports.edges),
    ...others.map((node, i): [string, number] => [node.id, free[i] ?? 0]),
  ])
}

const startPrometheus = (
  lab: Lab,
  config: string,
  env: Readonly<Record<string, string>>,
  guard: Guard,
  { prometheus: command, say }: ProcessOptions,
) => {
  if (command === null) {
    say('no prometheus on the PATH (WEIR_PROMETHEUS can name one): metrics are on each node, without history')
    return null
  }
  const folder = join(lab.folder, 'prometheus')
  // Series of an earlier run with other ports would only confuse.
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'prometheus.yml')
  writeFileSync(file, config)
  const log = openLogFile(join(lab.folder, 'logs', 'prometheus.log'))
  const host = lab.bind.includes(':') ? `[${lab.bind}]` : lab.bind
  const child = startChild({
    name: 'prometheus',
    command,
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--storage.tsdb.retention.time=1d',
      `--web.listen-address=${host}:${lab.ports.prometheus}`,
      '--log.level=warn',
    ],
    env,
    cwd: folder,
    guard,
    log,
    channel: false,
  })
  return { child, log }
}
