// Where this page, its edge and the others are. The edge says how far up its root is and on which ports the others
// listen; scheme, host and whatever path a proxy has put before are the page's own.
import { type Place, reach } from '@weir/places'

const ANSWER_MILLIS = 2000

/** The root of the edge that this page came from; ends in `/`. */
export const edgeRoot = (): URL => new URL(document.body.dataset.root ?? './', location.href)

/** The /push below an edge's root. */
export const pushAddress = (root: URL): string => {
  const url = new URL('push', root)
  url.protocol = url.protocol.replace('http', 'ws')
  return url.href
}

interface Edge extends Place {
  readonly id: string
}

/** The other edges' roots, by id. Throws when the edge does not answer. */
export const otherEdges = async (): Promise<ReadonlyMap<string, URL>> => {
  const here = edgeRoot()
  const answer = await fetch(new URL('api/edges', here), { signal: AbortSignal.timeout(ANSWER_MILLIS) })
  const { node, edges } = (await answer.json()) as { node: string; edges: readonly Edge[] }
  const own = edges.find(({ id }) => id === node) ?? { url: here.href }
  return new Map(edges.flatMap((edge) => (edge.id === node ? [] : [[edge.id, reach(here, own, edge)]])))
}
