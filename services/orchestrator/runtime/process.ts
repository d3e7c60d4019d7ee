// The process runtime: every node of a plan as a child of this process, all on loopback, and a Prometheus beside them
// when the machine has one. Owns the children and their logs; nothing outlives it (guard.ts).
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { notFound } from '../topology/did-you-mean.ts'
import type { PlannedNode } from '../topology/plan.ts'
import { LOOPBACK, reachedAt, urlOf } from './address.ts'
import { type Child, startChild } from './child.ts'
import { findGuard } from './guard.ts'
import { identify } from './identity.ts'
import type { Lab } from './lab.ts'
import { type LogFile, openLogFile } from './log-file.ts'
import { nodeConfig, nodeVariables } from './node-config.ts'
import { type NamedProcess, pidsFile } from './pids-file.ts'
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
}

/** Throws with one sentence, and leaves nothing, when the lab can't be started. */
export const processRuntime = async (lab: Lab, options: ProcessOptions): Promise<Runtime> => {
  const { plan, folder, bind } = lab
  // What a source takes from the environment is for the node that opens it, and nobody else.
  const secrets = plan.nodes.flatMap(nodeVariables)
  const env = Object.fromEntries(Object.entries(options.env).filter(([name]) => !secrets.includes(name)))
  const guard = findGuard()
  const ports = await assignPorts(lab, LOOPBACK)
  const port = (id: string): number => ports.get(id) ?? 0
  const bindOf = ({ roles }: PlannedNode): string => (roles.includes('edge') ? bind : LOOPBACK)
  const reached = (node: PlannedNode): string => reachedAt(bindOf(node), port(node.id))
  const byId = new Map(plan.nodes.map((node) => [node.id, node]))
  const logs: LogFile[] = []
  const logOf = (name: string): LogFile => {
    const log = openLogFile(join(folder, 'logs', `${name}.log`))
    logs.push(log)
    return log
  }

  const children = new Map<string, Child>()
  const others: Child[] = []
  const named = (): NamedProcess[] => {
    const all = [...children, ...others.map((child): [string, Child] => ['prometheus', child])]
    return all.flatMap(([name, child]) => {
      const identity = identify(child.pid() ?? 0)
      return identity ? [{ name, ...identity }] : []
    })
  }
  const keepPids = () => writeWhole(pidsFile(lab), JSON.stringify(named()))
  const onRestart = () => {
    try {
      keepPids()
    } catch {
      // A full disk: only an orchestrator that is killed leaves somebody who is looked up there.
    }
  }
  const closeAll = async () => {
    await Promise.all([...children.values(), ...others].map((child) => child.close()))
    for (const log of logs) log.close()
    rmSync(pidsFile(lab), { force: true })
  }

  const startNode = (node: PlannedNode) => {
    const addresses = {
      listen: () => ({ host: bindOf(node), port: port(node.id) }),
      // A parent may be an edge besides.
      parentUrl: (link: { from: string }) => `ws://${reached(byId.get(link.from) as PlannedNode)}/push`,
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
      onRestart,
    })
    children.set(node.id, child)
  }

  const startAll = (): Child | null => {
    for (const node of plan.nodes) startNode(node)
    const targets = plan.nodes.map((node) => ({ node: node.id, roles: node.roles, address: reached(node) }))
    const command = options.prometheus
    if (command === null) return null
    const prometheus = startPrometheus(lab, targets, { command, env, guard, log: logOf('prometheus'), onRestart })
    others.push(prometheus)
    return prometheus
  }
  let prometheus: Child | null
  try {
    prometheus = startAll()
    keepPids()
  } catch (error) {
    // Such as a disk that is full; what came after it hides nothing.
    await closeAll().catch(() => {})
    throw error
  }

  return {
    name: 'process',
    nodes: () =>
      plan.nodes.map((node) => {
        const child = children.get(node.id) as Child
        return {
          id: node.id,
          state: child.state(),
          url: `http://${reached(node)}`,
          internalUrl: `http://${reached(node)}`,
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
    close: closeAll,
  }
}
