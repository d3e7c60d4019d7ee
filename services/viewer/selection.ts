// From a catalog to the tracks that a viewer wants, with their ids on this connection. Pure.
import type { Catalog, TrackDescription } from '@weir/wire'

export interface Wanted {
  /** Undefined takes the first stream of the catalog. */
  readonly stream: string | undefined
  /** Names of tracks; undefined takes all. */
  readonly tracks: readonly string[] | undefined
}

export interface Selection {
  readonly stream: string
  readonly tracks: readonly TrackDescription[]
}

/** Undefined while the catalog has nothing of what is wanted. */
export const select = (catalog: Catalog, wanted: Wanted): Selection | undefined => {
  const stream = wanted.stream ? catalog.streams.find(({ name }) => name === wanted.stream) : catalog.streams[0]
  const tracks = stream?.tracks.filter(({ name }) => !wanted.tracks || wanted.tracks.includes(name)) ?? []
  return stream && tracks.length > 0 ? { stream: stream.name, tracks } : undefined
}
