// Which tracks this node wants of its parents: those that a parent lists and those that have readers, as far as they are
// in demand and not made here.
import { type Subscription, trackKey } from '@weir/wire'
import type { Demand, NodeCatalog, Tracks } from '../track/index.ts'

/** Each without a place to resume at. */
export const wantedTracks = (catalog: NodeCatalog, tracks: Tracks, demand: Demand): readonly Subscription[] => {
  const listed = catalog
    .streams()
    .flatMap((stream) => stream.tracks.map(({ name }) => ({ stream: stream.name, track: name })))
  const read = tracks
    .all()
    .filter(({ track }) => track.readers > 0)
    .map(({ track }) => ({ stream: track.stream, track: track.name }))
  return [...new Map([...listed, ...read].map((one) => [trackKey(one.stream, one.track), one])).values()].filter(
    ({ stream, track }) => !catalog.isLocal(stream) && demand.wantedTrack(stream, track),
  )
}
