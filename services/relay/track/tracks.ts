// Every track of the node by stream and name, each with its number and its figures. A track is made when somebody first
// speaks of it: a catalog, a publisher, or a child that wants it before it exists.
import type { NodeMetrics } from '@weir/metrics'
import { MAX_AWAITED_OF_ADDRESS, MAX_AWAITED_OF_NODE, trackKey } from '@weir/wire'
import { trackCacheBound } from '../config/index.ts'
import type { Figures } from '../figures/index.ts'
import { createAwaited } from './awaited.ts'
import type { Track } from './track.ts'
import { createTrackRecord, type TrackRecord } from './track-record.ts'

export interface TracksOptions {
  readonly nodeIndex: number
  readonly nowMicros: () => number
  readonly cacheSeconds: number
  readonly metrics: NodeMetrics
  readonly figures: Figures
  /** Whether a parent or the publisher here lists the track. */
  readonly isListed: (stream: string, track: string) => boolean
  /** The name of a node for figures, by its index. */
  readonly nodeLabel: (index: number) => string
}

export interface Tracks {
  id(stream: string, name: string): number
  get(stream: string, name: string): TrackRecord
  /**
   * As `get`, for a child that may ask for anything, at an address without its port: undefined when too many tracks are
   * waited for already, by all or by those at that address.
   */
  want(stream: string, name: string, address: string): TrackRecord | undefined
  /**
   * Forgets tracks that nobody lists: whole when nobody waits for them either, else what was here of them. Returns those that
   * were heard of before.
   */
  sweep(): readonly Track[]
  /** One sentence for each track of which nothing but what is over comes. */
  faults(): readonly string[]
  find(stream: string, name: string): TrackRecord | undefined
  all(): readonly TrackRecord[]
  close(): void
}

const ORDER = { maxHeld: 256, maxHeldMicros: 200_000 }

export const createTracks = (options: TracksOptions): Tracks => {
  const ids = new Map<string, number>()
  const records = new Map<string, TrackRecord>()
  /** Of those, the ones that nobody lists. */
  const awaited = createAwaited({ most: MAX_AWAITED_OF_NODE, mostOfAddress: MAX_AWAITED_OF_ADDRESS })
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
      cache: {
        keepMicros: options.cacheSeconds * 1e6,
        ...trackCacheBound(options.cacheSeconds),
      },
      order: ORDER,
      metrics: options.metrics,
      figures: options.figures,
      nodeLabel: options.nodeLabel,
    })
    records.set(trackKey(stream, name), record)
    return record
  }
  return {
    id,
    find: (stream, name) => records.get(trackKey(stream, name)),
    get,
    want(stream, name, address) {
      const key = trackKey(stream, name)
      const known = records.get(key)
      if (known) return known
      if (!options.isListed(stream, name) && !awaited.take(key, address)) return undefined
      return get(stream, name)
    },
    sweep() {
      const gone: Track[] = []
      for (const [key, record] of records) {
        const { track } = record
        if (options.isListed(track.stream, track.name)) {
          awaited.delete(key)
          continue
        }
        if (!awaited.has(key)) gone.push(track)
        if (track.readers > 0) {
          if (!awaited.has(key)) record.forget()
          awaited.keep(key)
          continue
        }
        track.close()
        records.delete(key)
        ids.delete(key)
        awaited.delete(key)
      }
      return gone
    },
    faults: () => [...records.values()].flatMap((record) => record.fault() ?? []),
    all: () => [...records.values()],
    close() {
      for (const { track } of records.values()) track.close()
    },
  }
}
