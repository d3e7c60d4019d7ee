// Which of a stream's tracks the player wants. Pure.
import type { StreamDescription, TrackDescription } from '@weir/wire'

type Stream = StreamDescription | undefined

/** The first track of this kind. */
export const trackOf = (stream: Stream, kind: TrackDescription['kind']): TrackDescription | undefined =>
  stream?.tracks.find((track) => track.kind === kind)

/** By name; the one that ingresses give their picture while the stream is not known. */
export const wantedTracks = (stream: Stream, withSound: boolean): string[] =>
  withSound && stream ? stream.tracks.map(({ name }) => name) : [trackOf(stream, 'video')?.name ?? 'video']

/** Those of these names that the stream has, in its order. */
export const describedTracks = (stream: Stream, names: readonly string[]): TrackDescription[] =>
  stream?.tracks.filter(({ name }) => names.includes(name)) ?? []
