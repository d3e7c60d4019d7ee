// The process runtime: every node of a plan as a child of this process, all on loopback, and a Prometheus beside them
// when the machine has one. Owns the children and their logs; nothing outlives it (guard.ts).
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { notFound } from '../topology/did-you-mean.ts'
import type { PlannedNode } from '../topology/plan.ts'
import { LOOPBACK, reachedAt, urlOf } from './address.ts'
import { allocatorOf } from './allocator.ts'
import { type Child, startChild } from './child.ts'
import { diskReason } from './disk-reason.ts'
import { findGuard } from './guard.ts'
import { identify } from './identity.ts'
import type { Lab } from './lab.ts'
import { type LogFile, openLogFile } from './log-file.ts'
import { type Addresses, nodeConfig, nodeVariables, wiringOf } from './node-config.ts'
import { type NamedProcess, pidsFile } from './pids-file.ts'
import { assignPorts, freePorts, usedPorts } from './ports.ts'
import { startPrometheus } from './prometheus-process.ts'
import type { Runtime } from './runtime.ts'
import { writeWhole } from './write-whole.ts'

export interface ProcessOptions {
  /** Absolute path of a role's main. */
  mainPath(main: PlannedNode['main']): string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The Prometheus to run beside them; null for none. */
  readonly prometheus: string | null
  /** What goes wrong with files that only tell; the orchestrator's own output by default. */
  readonly say?: (line: string) => void
}

/** How long an `apply` waits for nodes that it has started, s. */
const SETTLE_SECONDS = 20

interface Running {
  readonly child: Child
  readonly log: LogFile
}

/** Throws with one sentence, and leaves nothing, when the lab can't be started. */
export const processRuntime = async (first: Lab, options: ProcessOptions): Promise<Runtime> => {
  let lab = first
  const { folder, bind } = lab
  const { say = console.log } = options
  /** What a source takes from the environment is for the node that opens it, and nobody else. */
  let environment = options.env
  /** Also of plans that are no more. */
  const secretNames = new Set<string>()
  const env = () => {
    for (const name of lab.plan.nodes.flatMap(nodeVariables)) secretNames.add(name)
    return Object.fromEntries(Object.entries(environment).filter(([name]) => !secretNames.has(name)))
  }
  const guard = findGuard()
  let ports = await assignPorts(lab, LOOPBACK)
  const port = (id: string): number => ports.get(id) ?? 0
  /** Of Prometheus itself: what people ask at its usual port is passed on by the orchestrator. */
  const [innerPort = 0] =
    options.prometheus === null
      ? []
      : await freePorts(1, lab.ports.nodes, LOOPBACK, new Set([...ports.values(), ...usedPorts(lab)]))
  const bindOf = ({ roles }: PlannedNode): string => (roles.includes('edge') ? bind : LOOPBACK)
  const reached = (node: PlannedNode): string => reachedAt(bindOf(node), port(node.id))
  const logOf = (name: string): LogFile => openLogFile(join(folder, 'logs', `${name}.log`))
  const addresses: Addresses = {
    listen: (node) => ({ host: bindOf(node), port: port(node.id) }),
    // A parent may be an edge besides.
    parentUrl: (link) => `ws://${reached(nodeOf(link.from))}/push`,
    edgeUrl: (edge) => urlOf(bind, port(edge.id)),
    names: [],
    inside: null,
    publicUrl: lab.publicUrl,
  }

  const running = new Map<string, Running>()
  const nodeOf = (id: string): PlannedNode => lab.plan.nodes.find((node) => node.id === id) as PlannedNode
  const start = (id: string, gently: boolean) => {
    const log = logOf(id)
    const child = startChild({
      name: id,
      command: process.execPath,
      // Without source maps: the first error would hold a relay up for as long as it takes to read some megabytes of them.
      args: [options.mainPath(nodeOf(id).main)],
      // As the lab is when it starts: another file may have been applied since.
      env: () => ({
        ...allocatorOf(nodeOf(id)),
        ...env(),
        ...Object.fromEntries(nodeVariables(nodeOf(id)).map((name) => [name, environment[name]])),
        WEIR_NODE: JSON.stringify(nodeConfig(lab, nodeOf(id), addresses)),
      }),
      cwd: process.cwd(),
      guard,
      log,
      channel: true,
      gently,
      onRestart: () => record(),
    })
    running.set(id, { child, log })
  }
  const end = async (id: string) => {
    const ended = running.get(id)
    running.delete(id)
    await ended?.child.close()
    ended?.log.close()
  }
  for (const { id } of lab.plan.nodes) start(id, false)

  const targets = () => lab.plan.nodes.map(({ id, roles }) => ({ node: id, roles, address: reached(nodeOf(id)) }))
  const prometheusLog = options.prometheus === null ? null : logOf('prometheus')
  /** It only looks on: a lab runs without, also when there is no room for its files. */
  const prometheus = (() => {
    if (options.prometheus === null || prometheusLog === null) return null
    try {
      return startPrometheus(lab, innerPort, targets(), {
        command: options.prometheus,
        env,
        guard,
        log: prometheusLog,
        onRestart: () => record(),
      })
    } catch (error) {
      say(`no prometheus: ${diskReason(error)}; metrics are on each node, without history`)
      return null
    }
  })()

  const all = () => [...[...running.values()].map(({ child }) => child), ...(prometheus ? [prometheus] : [])]
  const record = () => {
    const named = [
      ...[...running].map(([name, { child }]) => ({ name, child })),
      ...(prometheus ? [{ name: 'prometheus', child: prometheus }] : []),
    ]
    const pids = named.flatMap(({ name, child }): NamedProcess[] => {
      const identity = identify(child.pid() ?? 0)
      return identity ? [{ name, ...identity }] : []
    })
    try {
      writeWhole(pidsFile(lab), JSON.stringify(pids))
    } catch (error) {
      // It is for the day on which this process is killed and the kernel does not end the nodes.
      say(`pids.json could not be written: ${diskReason(error)}`)
    }
  }
  record()

  const close = async () => {
    await Promise.all(all().map((child) => child.close()))
    for (const { log } of running.values()) log.close()
    prometheusLog?.close()
    rmSync(pidsFile(lab), { force: true })
  }

  return {
    name: 'process',
    nodes: () =>
      lab.plan.nodes.flatMap((node) => {
        const one = running.get(node.id)
        if (!one) return []
        return {
          id: node.id,
          state: one.child.state(),
          url: `http://${reached(node)}`,
          internalUrl: `http://${reached(node)}`,
          restarts: one.child.restarts(),
          lastExit: one.child.lastExit(),
          lostLines: one.log.lost(),
        }
      }),
    fault: async (id, fault) => {
      const child = running.get(id)?.child
      if (!child) throw new Error(notFound('node', id, [...running.keys()]))
      await child.fault(fault)
    },
    wiring: (id) => wiringOf(lab.plan, id, addresses),
    apply: async (next, { addedNodes, removedNodes, restartedNodes }, rewired, secrets) => {
      const kept = next.plan.nodes.filter(({ id }) => ports.has(id))
      ports = await assignPorts(next, LOOPBACK, new Map(kept.map(({ id }) => [id, port(id)])), [innerPort])
      lab = next
      environment = { ...environment, ...secrets }
      for (const name of Object.keys(secrets)) secretNames.add(name)
      for (const id of addedNodes) start(id, true)
      const anew = restartedNodes.map(({ id }) => id)
      await until(() => addedNodes.every(up), SETTLE_SECONDS)
      await rewired()
      // One after the other: those that can take the one's place are to be there.
      for (const id of anew) {
        await end(id)
        start(id, true)
        await until(() => up(id), SETTLE_SECONDS)
      }
      await Promise.all(removedNodes.map(end))
      record()
      try {
        prometheus?.retarget(targets())
      } catch (error) {
        say(`prometheus still scrapes what it did: ${diskReason(error)}`)
      }
    },
    prometheusUrl: prometheus ? urlOf(bind, lab.ports.prometheus) : null,
    prometheusInternalUrl: prometheus ? `http://${reachedAt(LOOPBACK, innerPort)}` : null,
    grafanaUrl: null,
    close,
  }

  function up(id: string): boolean {
    return running.get(id)?.child.state() === 'running'
  }
}

/** A child tells its state and no events. Goes on after `mostSeconds` all the same: who waits for a lab sees who is late. */
const until = async (condition: () => boolean, mostSeconds: number): Promise<void> => {
  const deadline = performance.now() + mostSeconds * 1000
  while (!condition() && performance.now() < deadline) await new Promise((wake) => setTimeout(wake, 20))
}
