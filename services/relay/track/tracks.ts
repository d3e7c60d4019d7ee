// Every track of the node by stream and name, each with its number, its counters and its recent path latency. A track is
// made when somebody first speaks of it: a catalogue, a publisher, or a child that wants it before it exists.
import type { NodeMetrics } from '@weir/metrics'
import type { Figures } from '../figures/index.ts'
import { createRecent, type Recent } from '../figures/index.ts'
import { createTrack, type Track } from './track.ts'

export interface TrackRecord {
  readonly track: Track
  readonly path: Recent
  received: number
  duplicates: number
  missing: number
  /** When the newest chunk came, by this node's clock. */
  heardMicros: number
}

export interface TracksOptions {
  readonly nodeIndex: number
  readonly nowMicros: () => number
  readonly cacheSeconds: number
  readonly metrics: NodeMetrics
  readonly figures: Figures
  /** The id of a node, by its index. */
  readonly isListed: (stream: string, track: string) => boolean
  readonly nodeName: (index: number) => string
}

export interface Tracks {
  id(stream: string, name: string): number
  get(stream: string, name: string): TrackRecord
  /** As `get`, for a child that may ask for anything: undefined when too many tracks are waited for already. */
  want(stream: string, name: string): TrackRecord | undefined
  /** Forgets tracks that never came and that nobody waits for any more. */
  sweep(): void
  find(stream: string, name: string): TrackRecord | undefined
  all(): readonly TrackRecord[]
  close(): void
}

/** Most that one track's cache may hold. */
const MAX_CACHE_BYTES = 64 * 1024 * 1024
/** Tracks that children may wait for before they exist. */
const MAX_AWAITED = 1024
const ORDER = { maxHeld: 256, maxHeldMicros: 200_000 }

export const createTracks = (options: TracksOptions): Tracks => {
  const { metrics, figures, nowMicros } = options
  const ids = new Map<string, number>()
  const records = new Map<string, TrackRecord>()
  const keyOf = (stream: string, name: string) => JSON.stringify([stream, name])
  let nextId = 0
  const id = (stream: string, name: string): number => {
    const key = keyOf(stream, name)
    const known = ids.get(key)
    if (known !== undefined) return known
    ids.set(key, nextId)
    return nextId++
  }
  const get = (stream: string, name: string): TrackRecord => {
    const known = records.get(keyOf(stream, name))
    if (known) return known
    const record = create(stream, name)
    records.set(keyOf(stream, name), record)
    return record
  }
  const create = (stream: string, name: string): TrackRecord => {
    const labels = { stream, track: name }
    const track = createTrack({
      stream,
      name,
      id: id(stream, name),
      nodeIndex: options.nodeIndex,
      nowMicros,
      cache: { keepMicros: options.cacheSeconds * 1e6, maxBytes: MAX_CACHE_BYTES },
      order: ORDER,
      events: {
        onDuplicate(source) {
          record.duplicates++
          figures.later(() => metrics.chunksDuplicate.inc({ ...labels, from: options.nodeName(source) }))
        },
        onMissing(chunks) {
          record.missing += chunks
          metrics.chunksMissing.inc(labels, chunks)
        },
        onDropped: (reason) => metrics.chunksDropped.inc({ reason }),
        onDelivered({ header, trail }) {
          const own = trail.at(-1)
          if (own) record.heardMicros = own.receiveMicros
          if (!own || header.replay) return
          figures.later(() => metrics.nodeResidence.observe(labels, (own.sendMicros - own.receiveMicros) / 1e6))
        },
      },
    })
    const record: TrackRecord = { track, path: createRecent(), received: 0, duplicates: 0, missing: 0, heardMicros: 0 }
    return record
  }
  return {
    id,
    find: (stream, name) => records.get(keyOf(stream, name)),
    get,
    want(stream, name) {
      const known = records.get(keyOf(stream, name))
      if (known) return known
      const awaited = [...records.values()].filter(({ track }) => !options.isListed(track.stream, track.name)).length
      return awaited < MAX_AWAITED ? get(stream, name) : undefined
    },
    sweep() {
      for (const [key, { track }] of records) {
        if (track.readers > 0 || track.epoch > 0 || options.isListed(track.stream, track.name)) continue
        track.close()
        records.delete(key)
        ids.delete(key)
      }
    },
    all: () => [...records.values()],
    close() {
      for (const { track } of records.values()) track.close()
    },
  }
}
