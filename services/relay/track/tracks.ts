// Every track of the node by stream and name, each with its number and its figures. A track is made when somebody first
// speaks of it: a catalog, a publisher, or a child that wants it before it exists.
import type { NodeMetrics } from '@weir/metrics'
import { trackKey } from '@weir/wire'
import type { Figures } from '../figures/index.ts'
import { createTrackRecord, type TrackRecord } from './track-record.ts'

export interface TracksOptions {
  readonly nodeIndex: number
  readonly nowMicros: () => number
  readonly cacheSeconds: number
  readonly metrics: NodeMetrics
  readonly figures: Figures
  /** Whether a parent or the publisher here lists the track. */
  readonly isListed: (stream: string, track: string) => boolean
  /** The id of a node, by its index. */
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
  const ids = new Map<string, number>()
  const records = new Map<string, TrackRecord>()
  let nextId = 0
  const id = (stream: string, name: string): number => {
    const key = trackKey(stream, name)
    const known = ids.get(key)
    if (known !== undefined) return known
    ids.set(key, nextId)
    return nextId++
  }
  const get = (stream: string, name: string): TrackRecord => {
    const known = records.get(trackKey(stream, name))
    if (known) return known
    const record = createTrackRecord({
      stream,
      name,
      id: id(stream, name),
      nodeIndex: options.nodeIndex,
      nowMicros: options.nowMicros,
      cache: { keepMicros: options.cacheSeconds * 1e6, maxBytes: MAX_CACHE_BYTES },
      order: ORDER,
      metrics: options.metrics,
      figures: options.figures,
      nodeName: options.nodeName,
    })
    records.set(trackKey(stream, name), record)
    return record
  }
  return {
    id,
    find: (stream, name) => records.get(trackKey(stream, name)),
    get,
    want(stream, name) {
      const known = records.get(trackKey(stream, name))
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
