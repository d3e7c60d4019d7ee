// Which tracks this node wants of its parents: those that are listed, as far as they are in demand and not made here; those
// with readers first, since a parent can't be asked for more than so many. What a child waits for and no parent lists is
// nobody's to ask for: it begins when it is listed.
import type { Subscription } from '@weir/wire'
import type { Demand, NodeCatalog, Tracks } from '../track/index.ts'

/** Each without a place to resume at. */
export const wantedTracks = (catalog: NodeCatalog, tracks: Tracks, demand: Demand): readonly Subscription[] => {
  const listed = catalog
    .streams()
    .filter(({ name }) => !catalog.isLocal(name))
    .flatMap((stream) => stream.tracks.map(({ name }) => ({ stream: stream.name, track: name })))
    .filter(({ stream, track }) => demand.wantedTrack(stream, track))
  const isRead = ({ stream, track }: Subscription) => (tracks.find(stream, track)?.track.readers ?? 0) > 0
  return [...listed.filter(isRead), ...listed.filter((one) => !isRead(one))]
}
