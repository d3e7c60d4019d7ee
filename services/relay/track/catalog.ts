// What this node can serve: what its parents list, each as last heard even after it is gone or has come back without the
// stream (the cache still holds it, and a restarted source lists it again soon), and what is published here. Track ids
// are this node's own, the same for every child.
import { type Catalog, encodeControl, type NodeName, type StreamDescription, type TrackDescription } from '@weir/wire'

export interface NodeCatalog {
  /** A parent's catalog, whole, under any key that names the parent. */
  setParent(parent: number, catalog: Catalog): void
  /** A stream that is made here; it hides streams of that name from parents. */
  setLocal(stream: StreamDescription): void
  isLocal(stream: string): boolean
  /** Whether the parent has listed the stream. */
  offers(parent: number, stream: string): boolean
  lists(stream: string, track: string): boolean
  streams(): readonly StreamDescription[]
  nodes(): readonly NodeName[]
  /** The catalog as a text frame. */
  message(): string
  onChange(listener: () => void): () => void
}

/** As many as a catalog may list (services/wire/control/catalog.ts). */
const MAX_STREAMS = 256

const epochOf = (stream: StreamDescription): number => Math.max(0, ...stream.tracks.map(({ epoch }) => epoch))

export const createCatalog = (self: NodeName, trackId: (stream: string, track: string) => number): NodeCatalog => {
  const parents = new Map<number, Catalog>()
  const local = new Map<string, StreamDescription>()
  /** Every stream that a parent has ever listed, by its newest epoch. */
  const heard = new Map<string, StreamDescription>()
  const listeners = new Set<() => void>()
  let streams: readonly StreamDescription[] = []
  let nodes: readonly NodeName[] = [self]
  let message = encodeControl({ type: 'catalog', streams, nodes })

  const withOwnIds = (stream: StreamDescription): StreamDescription => ({
    ...stream,
    tracks: stream.tracks.map((track): TrackDescription => ({ ...track, id: trackId(stream.name, track.name) })),
  })
  const update = () => {
    for (const stream of [...parents.values()].flatMap((catalog) => catalog.streams)) {
      const known = heard.get(stream.name)
      if (!known || epochOf(stream) >= epochOf(known)) heard.set(stream.name, stream)
    }
    streams = [...new Map([...heard, ...local]).values()].slice(0, MAX_STREAMS).map(withOwnIds)
    const upstream = [...parents.values()].flatMap((catalog) => catalog.nodes)
    nodes = [...new Map([...upstream, self].map((node) => [node.index, node])).values()]
    const now = encodeControl({ type: 'catalog', streams, nodes })
    if (now === message) return
    message = now
    for (const listener of [...listeners]) listener()
  }

  return {
    setParent(parent, catalog) {
      parents.set(parent, catalog)
      update()
    },
    setLocal(stream) {
      local.set(stream.name, stream)
      update()
    },
    isLocal: (stream) => local.has(stream),
    offers: (parent, stream) => parents.get(parent)?.streams.some(({ name }) => name === stream) ?? false,
    lists: (stream, track) =>
      streams.some(({ name, tracks }) => name === stream && tracks.some((one) => one.name === track)),
    streams: () => streams,
    nodes: () => nodes,
    message: () => message,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
