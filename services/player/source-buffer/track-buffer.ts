// One track's SourceBuffer: takes its init segments and chunks, and keeps what is behind the playhead short. Owns the
// SourceBuffer, by the queue of all that is done to it.
import type { Frame, TrackDescription } from '@weir/wire'
import { trackMime } from './media-source.ts'
import { createOperationQueue } from './operations.ts'
import { createStarts } from './starts.ts'
import type { Placement } from './timeline.ts'

export interface TrackBuffer {
  /** One that the buffer has already costs nothing. */
  init(track: TrackDescription, segment: Uint8Array): void
  chunk(frame: Frame, placement: Placement): void
  close(): void
}

/** Media kept behind the playhead, s, and the group that it is in. */
const KEEP_BEHIND_SECONDS = 4
/** Eviction waits until this much more has gathered: each is an operation of its own. */
const EVICT_STEP_SECONDS = 4

const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index])

/** Throws when the source takes no such track. */
export const createTrackBuffer = (
  source: MediaSource,
  video: HTMLVideoElement,
  track: TrackDescription,
  onFault: (reason: string) => void,
): TrackBuffer => {
  let mime = trackMime(track)
  let init: Uint8Array | undefined
  let offset = 0
  const buffer = source.addSourceBuffer(mime)
  buffer.mode = 'segments'

  const starts = createStarts()
  const behind = (keepSeconds: number, stepSeconds: number) => {
    if (buffer.buffered.length === 0) return undefined
    const start = buffer.buffered.start(0)
    const end = starts.upTo(video.currentTime - keepSeconds)
    if (end === undefined || end - start <= stepSeconds) return undefined
    starts.forget(end)
    return { start: 0, end }
  }
  const queue = createOperationQueue(buffer, {
    makeRoom: () => behind(0.5, 0.1),
    onUpdate: () => {
      const old = behind(KEEP_BEHIND_SECONDS, EVICT_STEP_SECONDS)
      if (old) queue.add({ kind: 'remove', ...old })
    },
    onFault,
  })

  return {
    init: (described, segment) => {
      const newMime = trackMime(described)
      if (newMime === mime && init && same(init, segment)) return
      if (newMime !== mime) queue.add({ kind: 'type', mime: newMime })
      mime = newMime
      init = segment
      queue.add({ kind: 'append', bytes: segment, liveSeconds: 0 })
    },
    chunk: ({ payload, keyframe, replay, durationMicros }, { offsetSeconds, startSeconds }) => {
      if (offset !== offsetSeconds) queue.add({ kind: 'offset', seconds: offsetSeconds })
      offset = offsetSeconds
      if (keyframe) starts.add(startSeconds)
      queue.add({ kind: 'append', bytes: payload, liveSeconds: replay ? 0 : durationMicros / 1e6 })
    },
    close: queue.close,
  }
}
