// Which tracks somebody downstream wants. With `always` all of them are wanted, whoever watches; with `viewers` a track
// is wanted while it has a reader, and a little longer, so that a page that is loaded anew does not stop the camera.
import { trackKey } from '@weir/wire'
import type { NodeConfig } from '../config/index.ts'

export interface WantedTrack {
  readonly stream: string
  readonly name: string
  readonly readers: number
}

export interface DemandOptions {
  readonly demand: NodeConfig['demand']
  readonly tracks: () => readonly WantedTrack[]
  readonly lingerMillis: number
  /** A track is wanted, or no longer. */
  readonly onChange: (stream: string, track: string, wanted: boolean) => void
}

export interface Demand {
  wanted(stream: string): boolean
  wantedTrack(stream: string, track: string): boolean
  /** Tells when a stream begins or ceases to be wanted. Returns a function that stops it. */
  onStream(stream: string, listener: (wanted: boolean) => void): () => void
  /** Readers came or went. */
  look(): void
  close(): void
}

interface Entry {
  readonly stream: string
  readonly name: string
  linger: NodeJS.Timeout | undefined
}

export const createDemand = (options: DemandOptions): Demand => {
  const entries = new Map<string, Entry>()
  const listeners = new Map<string, Set<(wanted: boolean) => void>>()
  const wanted = (stream: string) =>
    options.demand === 'always' || [...entries.values()].some((entry) => entry.stream === stream)
  const change = (stream: string, name: string, apply: () => void) => {
    const before = wanted(stream)
    apply()
    const now = wanted(stream)
    options.onChange(stream, name, entries.has(trackKey(stream, name)))
    if (now !== before) for (const listener of [...(listeners.get(stream) ?? [])]) listener(now)
  }
  return {
    wanted,
    wantedTrack: (stream, name) => options.demand === 'always' || entries.has(trackKey(stream, name)),
    onStream(stream, listener) {
      const mine = listeners.get(stream) ?? new Set()
      listeners.set(stream, mine.add(listener))
      return () => mine.delete(listener)
    },
    look() {
      if (options.demand === 'always') return
      const readersOf = new Map(
        [...entries.values()].map(({ stream, name }) => [trackKey(stream, name), { stream, name, readers: 0 }]),
      )
      for (const track of options.tracks()) readersOf.set(trackKey(track.stream, track.name), track)
      for (const [key, { stream, name, readers }] of readersOf) {
        const entry = entries.get(key)
        if (readers > 0 && !entry) {
          change(stream, name, () => entries.set(key, { stream, name, linger: undefined }))
        } else if (readers > 0 && entry?.linger) {
          clearTimeout(entry.linger)
          entry.linger = undefined
        } else if (readers === 0 && entry && !entry.linger) {
          entry.linger = setTimeout(() => change(stream, name, () => entries.delete(key)), options.lingerMillis)
          entry.linger.unref()
        }
      }
    },
    close() {
      for (const { linger } of entries.values()) clearTimeout(linger)
      entries.clear()
    },
  }
}
