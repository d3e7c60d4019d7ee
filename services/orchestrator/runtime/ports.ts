// Which ports there are. A port counts as free when it can be bound here and now.
import { createServer } from 'node:net'
import type { Lab } from './lab.ts'

/** Null when it can be had, else the system's code for why not: EADDRINUSE, EADDRNOTAVAIL, EACCES … */
export const whyNotHad = (port: number, host: string): Promise<string | null> =>
  new Promise((resolve) => {
    const server = createServer()
    server.unref()
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'unknown'))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(null)))
  })

/**
 * The first `count` free ports from `first` up. Fixed ports and not the system's choice, because a node keeps its port
 * over restarts and the system may give a chosen port away while the node is down.
 */
export const freePorts = async (
  count: number,
  first: number,
  host: string,
  taken: ReadonlySet<number>,
): Promise<number[]> => {
  const found: number[] = []
  for (let port = first; found.length < count; port++) {
    if (port > 65535) throw new Error(`no ${count} free ports from ${first} up, expected a lower one`)
    if (!taken.has(port) && (await whyNotHad(port, host)) === null) found.push(port)
  }
  return found
}

/** Those at which people visit the lab. */
export const usedPorts = ({ ports }: Pick<Lab, 'ports'>): readonly number[] => [
  ...Object.values(ports.edges),
  ports.console,
  ports.prometheus,
  ports.grafana,
]

/**
 * The port of every node of a lab whose nodes are all on `host`; those that have one in `had` keep it, and none gets one of
 * `more`.
 */
export const assignPorts = async (
  lab: Lab,
  host: string,
  had: ReadonlyMap<string, number> = new Map(),
  more: readonly number[] = [],
): Promise<ReadonlyMap<string, number>> => {
  const { plan, ports } = lab
  const others = plan.nodes.filter((node) => !Object.hasOwn(ports.edges, node.id) && !had.has(node.id))
  const taken = new Set([...usedPorts(lab), ...had.values(), ...more])
  const free = await freePorts(others.length, ports.nodes, host, taken)
  return new Map([
    ...had,
    ...Object.entries(ports.edges),
    ...others.map((node, i): [string, number] => [node.id, free[i] ?? 0]),
  ])
}
