export type { Arrival } from './arrival.ts'
export { createCatalog, type NodeCatalog } from './catalog.ts'
export type { Chunk } from './chunk.ts'
export { createDemand, type Demand } from './demand.ts'
export type { Asking, Line, TrackReader } from './fan-out.ts'
export {
  createPublisher,
  type PublishedChunk,
  type Publisher,
  type StreamAnnouncement,
  type TrackAnnouncement,
} from './publisher.ts'
export type { Track } from './track.ts'
export type { TrackCounts, TrackRecord } from './track-record.ts'
export { createTracks, type Tracks } from './tracks.ts'
