// What can be told of a topology's graph even when parts of it are malformed, so that one reading reports the faults of
// shape and the faults of the graph together.
import { nearest } from './did-you-mean.ts'
import type { Path } from './fault.ts'
import { KINDS } from './schema.ts'

export type Role = (typeof KINDS)[number]

export interface SketchNode {
  readonly id: string
  readonly path: Path
  /** Null when they are missing or not understood: nothing can be concluded from them then. */
  readonly roles: readonly Role[] | null
  readonly streams: readonly { readonly name: string; readonly path: Path }[]
  /** All of them were understood, so that what is not among them is not made here. */
  readonly hasStreams: boolean
}

export interface SketchLink {
  readonly from: string
  readonly to: string
  readonly path: Path
  readonly fromPath: Path
  readonly toPath: Path
}

export interface Sketch {
  readonly path: Path
  readonly streams: readonly string[]
  readonly nodes: readonly SketchNode[]
  readonly links: readonly SketchLink[]
  /** All nodes and links were understood, so that what seems to be missing is missing. */
  readonly whole: boolean
  /** They are maps, whatever is in them: a name that is not in them is not there. */
  readonly hasNodes: boolean
  readonly hasStreams: boolean
  /** All links were understood, whatever their ends are. */
  readonly hasLinks: boolean
}

export const isMap = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const entries = (value: unknown): [string, unknown][] => (isMap(value) ? Object.entries(value) : [])
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
/** What a map holds; nothing when it is no map. */
export const record = (value: unknown): Record<string, unknown> => Object.fromEntries(entries(value))

export const sketch = (topology: unknown, path: Path): Sketch => {
  const { streams, nodes, links } = record(topology)
  const sketchedNodes = entries(nodes).map(([id, node]): SketchNode => {
    const at = [...path, 'nodes', id]
    const written = record(node)
    return {
      id,
      path: at,
      roles: rolesOf(written),
      streams: list(written.streams).flatMap((name, i) =>
        typeof name === 'string' ? [{ name, path: [...at, 'streams', i] }] : [],
      ),
      hasStreams:
        isMap(node) &&
        (written.streams === undefined ||
          (Array.isArray(written.streams) && written.streams.every((name) => typeof name === 'string'))),
    }
  })
  const sketchedLinks = list(links).map((link, i) => linkOf(link, [...path, 'links', i]))
  const ids = new Set(sketchedNodes.map(({ id }) => id))
  // A misspelt `links` is told as that, and not once more at every node.
  const misspelt = links === undefined && Object.keys(record(topology)).some((key) => nearest(key, ['links']))
  const hasLinks =
    !misspelt && (links === undefined || Array.isArray(links)) && sketchedLinks.every((link) => link !== null)
  return {
    path,
    streams: entries(streams).map(([name]) => name),
    nodes: sketchedNodes,
    links: sketchedLinks.filter((link) => link !== null),
    whole:
      isMap(nodes) &&
      hasLinks &&
      sketchedNodes.every((node) => node.roles) &&
      sketchedLinks.every((link) => link !== null && ids.has(link.from) && ids.has(link.to)),
    hasNodes: isMap(nodes),
    hasStreams: isMap(streams),
    hasLinks,
  }
}

/** `kind` is short for one role. */
const rolesOf = (node: Record<string, unknown>): readonly Role[] | null => {
  const written = node.roles === undefined ? [node.kind] : list(node.roles)
  const known = KINDS.filter((role) => written.includes(role))
  return known.length > 0 && written.every((role) => KINDS.includes(role as Role)) ? known : null
}

const linkOf = (link: unknown, path: Path): SketchLink | null => {
  const brief = Array.isArray(link)
  const { from, to } = brief ? { from: link[0], to: link[1] } : record(link)
  if (typeof from !== 'string' || typeof to !== 'string') return null
  return { from, to, path, fromPath: [...path, brief ? 0 : 'from'], toPath: [...path, brief ? 1 : 'to'] }
}
