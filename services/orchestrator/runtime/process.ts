// The process runtime: every node of a plan as a child of this process, all on loopback, and a Prometheus beside them
// when the machine has one. Owns the children and their logs; nothing outlives it (guard.ts).
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { notFound } from '../topology/did-you-mean.ts'
import type { PlannedNode } from '../topology/plan.ts'
import { LOOPBACK, urlOf } from './address.ts'
import { type Child, startChild } from './child.ts'
import { findGuard } from './guard.ts'
import { identify } from './identity.ts'
import type { Lab } from './lab.ts'
import { type LogFile, openLogFile } from './log-file.ts'
import { nodeConfig, nodeVariables } from './node-config.ts'
import { assignPorts } from './ports.ts'
import { startPrometheus } from './prometheus-process.ts'
import type { Runtime } from './runtime.ts'
import { writeWhole } from './write-whole.ts'

export interface ProcessOptions {
  /** Absolute path of a role's main. */
  mainPath(main: PlannedNode['main']): string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The Prometheus to run beside them; null for none. */
  readonly prometheus: string | null
  readonly say: (line: string) => void
}

/** Throws with one sentence, and leaves nothing, when the lab can't be started. */
export const processRuntime = async (lab: Lab, options: ProcessOptions): Promise<Runtime> => {
  const { plan, folder, bind } = lab
  const { say } = options
  // What a source takes from the environment is for the node that opens it, and nobody else.
  const secrets = plan.nodes.flatMap(nodeVariables)
  const env = Object.fromEntries(Object.entries(options.env).filter(([name]) => !secrets.includes(name)))
  const guard = findGuard()
  const ports = await assignPorts(lab, LOOPBACK)
  const port = (id: string): number => ports.get(id) ?? 0
  const localUrl = (id: string) => `http://${LOOPBACK}:${port(id)}`
  const logs: LogFile[] = []
  const logOf = (name: string): LogFile => {
    const log = openLogFile(join(folder, 'logs', `${name}.log`))
    logs.push(log)
    return log
  }

  const children = new Map<string, Child>()
  for (const node of plan.nodes) {
    const addresses = {
      listen: () => ({ host: node.roles.includes('edge') ? bind : LOOPBACK, port: port(node.id) }),
      parentUrl: (link: { from: string }) => `ws://${LOOPBACK}:${port(link.from)}/push`,
      edgeUrl: (edge: PlannedNode) => urlOf(bind, port(edge.id)),
      names: [],
      publicUrl: lab.publicUrl,
    }
    const config = nodeConfig(lab, node, addresses)
    const child = startChild({
      name: node.id,
      command: process.execPath,
      // Without source maps: the first error would hold a relay up for as long as it takes to read some megabytes of them.
      args: [options.mainPath(node.main)],
      env: {
        ...env,
        ...Object.fromEntries(nodeVariables(node).map((name) => [name, options.env[name]])),
        WEIR_NODE: JSON.stringify(config),
      },
      cwd: process.cwd(),
      guard,
      log: logOf(node.id),
      channel: true,
    })
    children.set(node.id, child)
  }

  const targets = plan.nodes.map(({ id, roles }) => ({ node: id, roles, address: `${LOOPBACK}:${port(id)}` }))
  const prometheus =
    options.prometheus === null
      ? null
      : startPrometheus(lab, targets, { command: options.prometheus, env, guard, log: logOf('prometheus') })
  if (prometheus === null)
    say('no prometheus on the PATH (WEIR_PROMETHEUS can name one): metrics are on each node, without history')

  const all = [...children.values(), ...(prometheus ? [prometheus] : [])]
  const pids = all.flatMap((child) => identify(child.pid() ?? 0) ?? [])
  writeWhole(join(folder, 'pids.json'), JSON.stringify(pids))

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
      await Promise.all(all.map((child) => child.close()))
      for (const log of logs) log.close()
      rmSync(join(folder, 'pids.json'), { force: true })
    },
  }
}
