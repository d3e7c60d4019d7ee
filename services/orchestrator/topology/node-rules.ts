// What one node says that only its surroundings can prove wrong: whom it prefers, and how its viewers are connected.
import { VIEWERS } from '@weir/relay/config'
import { didYouMean } from './did-you-mean.ts'
import { type Path, quote } from './fault.ts'
import type { Finding } from './rules.ts'
import { isMap, record, sketch } from './sketch.ts'

const nodesOf = (topology: unknown, path: Path): { id: string; node: Record<string, unknown>; at: Path }[] =>
  Object.entries(record(record(topology).nodes)).map(([id, node]) => ({
    id,
    node: record(node),
    at: [...path, 'nodes', id],
  }))

/** `prefer`: parents of the node, each once, where not all of them push anyhow. */
export const preferences = (topology: unknown, path: Path): Finding[] => {
  const { links, hasLinks } = sketch(topology, path)
  const usual = record(record(topology).defaults).redundancy ?? 'hot'
  return nodesOf(topology, path).flatMap(({ id, node, at }) => {
    if (!Array.isArray(node.prefer)) return []
    const parents = links.filter((link) => link.to === id).map((link) => link.from)
    const names = node.prefer as unknown[]
    const where = [...at, 'prefer']
    const all = (node.redundancy ?? usual) === 'hot' && parents.length > 0
    return [
      ...(all
        ? [{ path: where, message: `all parents of ${id} push, expected prefer with redundancy standby or none` }]
        : []),
      ...names.flatMap((name, i): Finding[] => {
        if (typeof name !== 'string') return []
        if (!parents.includes(name) && !hasLinks) return []
        const message = parents.includes(name)
          ? names.indexOf(name) < i && `found ${quote(name)} a second time, expected each parent once`
          : `found ${quote(name)}, expected a parent of ${id}${parents.length > 0 ? ` (${parents.join(', ')})` : ''}${didYouMean(name, parents)}`
        return message ? [{ path: [...where, i], message }] : []
      }),
    ]
  })
}

/** Who is no edge has no viewers. */
export const lastMiles = (topology: unknown, path: Path): Finding[] => {
  const { nodes } = sketch(topology, path)
  return nodesOf(topology, path).flatMap(({ id, node, at }) => {
    const roles = nodes.find((candidate) => candidate.id === id)?.roles
    if (node.viewers === undefined || !roles || roles.includes('edge')) return []
    return [{ path: [...at, 'viewers'], message: `${id} is no edge, expected viewers on an edge only` }]
  })
}

/** Where a last mile is written, for who looks at each of them. */
export const lastMilePlaces = (topology: unknown, path: Path): { readonly value: unknown; readonly path: Path }[] =>
  [
    {
      value: record(record(record(topology).defaults).viewers).lastMile,
      path: [...path, 'defaults', 'viewers', 'lastMile'],
    },
    ...nodesOf(topology, path).map(({ node, at }) => ({
      value: record(node.viewers).lastMile,
      path: [...at, 'viewers', 'lastMile'],
    })),
  ].filter(({ value }) => isMap(value))

/** Services of every lab's own, beside which nodes run in Docker, and whose logs have those names in processes. */
export const LAB_SERVICES: readonly string[] = ['orchestrator', 'prometheus', 'grafana']

const whoseName = (id: string): string | undefined =>
  id === VIEWERS
    ? 'it stands for who watches'
    : LAB_SERVICES.includes(id)
      ? "it is one of the lab's own services"
      : undefined

/** `edge1:viewers` is a last mile, and no link; and what the lab has besides its nodes. */
export const reservedIds = (topology: unknown, path: Path): Finding[] =>
  nodesOf(topology, path).flatMap(({ id, at }) => {
    const whose = whoseName(id)
    return whose === undefined ? [] : [{ path: at, message: `found the name ${quote(id)}, expected another: ${whose}` }]
  })
