// For tests: a publisher that keeps what it is given, and tells when there is enough of it.
import type { PublishedChunk, Publisher, StreamAnnouncement } from '@weir/relay'

export interface Recorder {
  readonly publisher: Publisher
  /** Newest first epoch last; chunks of the newest only. */
  readonly announcements: StreamAnnouncement[]
  readonly chunks: { readonly video: PublishedChunk[]; readonly audio: PublishedChunk[] }
  /** When each video chunk came, by performance.now(). */
  readonly arrivalsMillis: number[]
  /** Resolves once so many video chunks have come since the newest start. */
  videoChunks(count: number): Promise<void>
}

export const createRecorder = (): Recorder => {
  const announcements: StreamAnnouncement[] = []
  const chunks: { video: PublishedChunk[]; audio: PublishedChunk[] } = { video: [], audio: [] }
  const arrivalsMillis: number[] = []
  let waiting: { count: number; resolve: () => void }[] = []
  return {
    announcements,
    chunks,
    arrivalsMillis,
    publisher: {
      start(announcement) {
        announcements.push(announcement)
        for (const list of [chunks.video, chunks.audio, arrivalsMillis]) list.length = 0
      },
      chunk(track, chunk) {
        chunks[track as 'video' | 'audio'].push(chunk)
        if (track === 'video') arrivalsMillis.push(performance.now())
        const done = ({ count }: { count: number }): boolean => chunks.video.length >= count
        for (const { resolve } of waiting.filter(done)) resolve()
        waiting = waiting.filter((wait) => !done(wait))
      },
      end() {},
    },
    videoChunks: (count) =>
      new Promise((resolve) => {
        if (chunks.video.length >= count) resolve()
        else waiting.push({ count, resolve })
      }),
  }
}
