// What this node can serve: what its parents list, and what is published here. A stream that no connected parent lists any
// more stays for a minute, since the cache still holds it and a restarted source lists it again soon; then it goes. Track ids
// are this node's own, the same for every child. Owns the list and the timer that takes streams off it.
//
// Parents are not believed more than that: an epoch from the far future is left out, there are never more streams and nodes
// than a child takes, and names that come later do not push out those that are there.
import { steadyMicros } from '@weir/time'
import {
  type Catalog,
  encodeControl,
  MAX_AWAITED_TRACKS,
  MAX_CATALOG_NODES,
  MAX_CATALOG_STREAMS,
  MAX_EPOCH_AHEAD_MICROS,
  MAX_PARENT_MESSAGE_BYTES,
  type NodeName,
  type StreamDescription,
  type TrackDescription,
  trackKey,
} from '@weir/wire'

export interface NodeCatalog {
  /** The catalog of a parent that is connected, whole, under any key that names the parent. */
  setParent(parent: number, catalog: Catalog): void
  /** The connection to the parent is over: what it listed is only remembered. */
  parentGone(parent: number): void
  /** The parent is none any more. What it alone has listed stays known, as after any that is gone. */
  dropParent(parent: number): void
  /** A stream that is made here; it hides streams of that name from parents. */
  setLocal(stream: StreamDescription): void
  isLocal(stream: string): boolean
  /** Whether the parent lists the stream, or did when it was last heard. */
  offers(parent: number, stream: string): boolean
  /** Whether the parent may be asked for the track: it lists it, or did less than a minute ago. */
  knows(parent: number, stream: string, track: string): 'listed' | 'remembered' | undefined
  /** Newest epoch of the track that a connected parent lists. */
  newestEpoch(stream: string, track: string): number | undefined
  lists(stream: string, track: string): boolean
  streams(): readonly StreamDescription[]
  nodes(): readonly NodeName[]
  /** The catalog as a text frame. */
  message(): string
  /** One sentence for each stream that is left out. */
  faults(): readonly string[]
  onChange(listener: () => void): () => void
  /** The wall clock has stepped: which epochs are of the future is another question now. */
  look(): void
  close(): void
}

export interface CatalogOptions {
  readonly self: NodeName
  /** This node's number for a track. */
  readonly trackId: (stream: string, track: string) => number
  /** The wall clock, which epochs are held against. */
  readonly nowMicros: () => number
  readonly parentName: (parent: number) => string
  /** For how long a stream stays that no connected parent lists. */
  readonly keepMillis?: number | undefined
}

interface Listing {
  /** As last heard; nothing once the parent has been gone for a while. */
  catalog: Pick<Catalog, 'streams' | 'nodes'>
  /** Since when it is not connected. */
  goneMicros: number | undefined
  /** Names of streams, even when the parent is long gone. */
  offered: ReadonlySet<string>
  tracks: ReadonlySet<string>
  /** What it listed before, and when that was last so: the newest few. */
  readonly before: Map<string, number>
}

interface Kept {
  readonly stream: StreamDescription
  /** When a connected parent last listed it. */
  readonly listedMicros: number
}

const KEEP_MILLIS = 60_000
const NOTHING = { streams: [], nodes: [] }
/** Of a message's bytes, what streams may take: nodes and the rest need some too. */
const MAX_STREAM_BYTES = MAX_PARENT_MESSAGE_BYTES - 2 * 1024 * 1024

const epochOf = (stream: StreamDescription): number => Math.max(0, ...stream.tracks.map(({ epoch }) => epoch))
const keysOf = (streams: readonly StreamDescription[]): Set<string> =>
  new Set(streams.flatMap(({ name, tracks }) => tracks.map((track) => trackKey(name, track.name))))

export const createCatalog = (options: CatalogOptions): NodeCatalog => {
  const { self, trackId, nowMicros, keepMillis = KEEP_MILLIS } = options
  const parents = new Map<number, Listing>()
  const local = new Map<string, StreamDescription>()
  /** In the order in which they came. */
  const kept = new Map<string, Kept>()
  const listeners = new Set<() => void>()
  let streams: readonly StreamDescription[] = []
  let listed: ReadonlySet<string> = new Set()
  let leftOut: readonly string[] = []
  let nodes: readonly NodeName[] = [self]
  let message = encodeControl({ type: 'catalog', streams, nodes })
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const withOwnIds = (stream: StreamDescription): StreamDescription => ({
    ...stream,
    tracks: stream.tracks.map((track): TrackDescription => ({ ...track, id: trackId(stream.name, track.name) })),
  })
  /** Of what connected parents list, each stream once, by its newest epoch. */
  const current = (): Map<string, StreamDescription> => {
    const newest = new Map<string, StreamDescription>()
    for (const { catalog, goneMicros } of parents.values()) {
      for (const stream of goneMicros === undefined ? catalog.streams : []) {
        if (isFuture(stream)) continue
        const known = newest.get(stream.name)
        if (!known || epochOf(stream) >= epochOf(known)) newest.set(stream.name, stream)
      }
    }
    return newest
  }
  const isOver = (sinceMicros: number | undefined): boolean =>
    sinceMicros !== undefined && steadyMicros() - sinceMicros >= keepMillis * 1000
  const keep = (now: Map<string, StreamDescription>, faults: string[]) => {
    const atMicros = steadyMicros()
    for (const [name, { listedMicros }] of kept) if (!now.has(name) && isOver(listedMicros)) kept.delete(name)
    let crowded = 0
    for (const [name, stream] of now) {
      if (kept.has(name) || kept.size < MAX_CATALOG_STREAMS) kept.set(name, { stream, listedMicros: atMicros })
      else crowded++
    }
    if (crowded > 0) {
      faults.push(`parents list ${crowded} streams more than the ${MAX_CATALOG_STREAMS} that a node has room for`)
    }
  }
  /** What fits into a message that children take. */
  const fitting = (all: Iterable<StreamDescription>, faults: string[]): StreamDescription[] => {
    let bytes = 0
    return [...all].slice(0, MAX_CATALOG_STREAMS).filter((stream) => {
      const size = Buffer.byteLength(JSON.stringify(stream))
      const fits = bytes + size <= MAX_STREAM_BYTES
      if (fits) bytes += size
      else faults.push(`stream ${JSON.stringify(stream.name)} would make the catalog larger than a child takes`)
      return fits
    })
  }
  const update = () => {
    const faults: string[] = []
    keep(current(), faults)
    for (const listing of parents.values()) if (isOver(listing.goneMicros)) listing.catalog = NOTHING
    for (const [parent, { catalog, goneMicros }] of parents) {
      const future = goneMicros === undefined ? catalog.streams.filter(isFuture) : []
      if (future.length > 0) faults.push(futureFault(parent, future[0] as StreamDescription, future.length))
    }
    const foreign = [...kept].flatMap(([name, { stream }]) => (local.has(name) ? [] : stream))
    streams = fitting([...local.values(), ...foreign], faults).map(withOwnIds)
    listed = keysOf(streams)
    leftOut = faults
    const upstream = [...parents.values()].flatMap(({ catalog }) => catalog.nodes)
    const byIndex = new Map(upstream.slice(0, MAX_CATALOG_NODES - 1).map((node) => [node.index, node]))
    nodes = [...byIndex.set(self.index, self).values()]
    watch()
    const now = encodeControl({ type: 'catalog', streams, nodes })
    if (now === message) return
    message = now
    for (const listener of [...listeners]) listener()
  }
  const isFuture = (stream: StreamDescription): boolean => epochOf(stream) - nowMicros() > MAX_EPOCH_AHEAD_MICROS
  const futureFault = (parent: number, stream: StreamDescription, count: number): string =>
    `${options.parentName(parent)} lists ${count} streams with epochs more than a day ahead of this node's clock, the first is ${JSON.stringify(stream.name)} with ${epochOf(stream)}`
  /** Looks again when the next stream has been unlisted for long enough. */
  const watch = () => {
    clearTimeout(timer)
    const now = current()
    const gone = [
      ...[...kept].filter(([name]) => !now.has(name)).map(([, { listedMicros }]) => listedMicros),
      ...[...parents.values()].flatMap(({ catalog, goneMicros }) => (catalog === NOTHING ? [] : (goneMicros ?? []))),
    ]
    if (gone.length === 0 || closed) return
    const leftMicros = Math.min(...gone) + keepMillis * 1000 - steadyMicros()
    timer = setTimeout(update, Math.max(1, Math.ceil(leftMicros / 1000)))
    timer.unref()
  }
  const remember = (listing: Listing, tracks: ReadonlySet<string>) => {
    const atMicros = steadyMicros()
    for (const key of listing.tracks) if (!tracks.has(key)) listing.before.set(key, atMicros)
    for (const key of tracks) listing.before.delete(key)
    for (const key of listing.before.keys()) {
      if (listing.before.size <= MAX_AWAITED_TRACKS) break
      listing.before.delete(key)
    }
    listing.tracks = tracks
  }

  return {
    setParent(parent, catalog) {
      const listing: Listing = parents.get(parent) ?? {
        catalog,
        goneMicros: undefined,
        offered: new Set(),
        tracks: new Set(),
        before: new Map(),
      }
      parents.set(parent, listing)
      remember(listing, keysOf(catalog.streams))
      listing.catalog = catalog
      listing.offered = new Set(catalog.streams.map(({ name }) => name))
      listing.goneMicros = undefined
      update()
    },
    parentGone(parent) {
      const listing = parents.get(parent)
      if (!listing || listing.goneMicros !== undefined) return
      // Here what it lists is still so.
      keep(current(), [])
      listing.goneMicros = steadyMicros()
      update()
    },
    dropParent(parent) {
      if (parents.delete(parent)) update()
    },
    setLocal(stream) {
      local.set(stream.name, stream)
      update()
    },
    isLocal: (stream) => local.has(stream),
    offers: (parent, stream) => parents.get(parent)?.offered.has(stream) ?? false,
    knows(parent, stream, track) {
      const listing = parents.get(parent)
      const key = trackKey(stream, track)
      if (listing?.tracks.has(key)) return 'listed'
      const before = listing?.before.get(key)
      return before !== undefined && !isOver(before) ? 'remembered' : undefined
    },
    newestEpoch(stream, track) {
      const epochs = [...parents.values()]
        .filter(({ goneMicros }) => goneMicros === undefined)
        .flatMap(({ catalog }) => catalog.streams.find(({ name }) => name === stream) ?? [])
        .filter((one) => !isFuture(one))
        .flatMap(({ tracks }) => tracks.find(({ name }) => name === track)?.epoch ?? [])
      return epochs.length > 0 ? Math.max(...epochs) : undefined
    },
    lists: (stream, track) => listed.has(trackKey(stream, track)),
    streams: () => streams,
    nodes: () => nodes,
    message: () => message,
    faults: () => leftOut,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    look: update,
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
