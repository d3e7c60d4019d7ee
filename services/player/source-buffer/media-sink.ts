// A MediaSource with one SourceBuffer per track, fed with init segments and chunks. Takes what the session gives, puts each
// chunk on the one timeline, keeps what is behind the playhead short. Owns the MediaSource and its object URL; a fault
// ends it, and its owner builds another.
import type { Frame, TrackDescription } from '@weir/wire'
import { mediaSourceClass, trackMime } from './media-source.ts'
import { createOperationQueue, type OperationQueue } from './operations.ts'
import { createTimeline } from './timeline.ts'

export interface MediaSink {
  /** An init segment; one that the track has already costs nothing. */
  init(track: TrackDescription, segment: Uint8Array): void
  /** Returns where on the timeline the chunk was put, s. */
  chunk(track: TrackDescription, frame: Frame): number
  close(): void
}

/** Media kept behind the playhead, s. */
const KEEP_BEHIND_SECONDS = 4
/** Eviction waits until this much more has gathered: each is an operation of its own. */
const EVICT_STEP_SECONDS = 4

interface Lane {
  readonly buffer: SourceBuffer
  readonly queue: OperationQueue
  mime: string
  offsetSeconds: number
  init: Uint8Array | undefined
}

const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index])

export const createMediaSink = (
  video: HTMLVideoElement,
  tracks: readonly TrackDescription[],
  onFault: (reason: string) => void,
): MediaSink => {
  const Source = mediaSourceClass()
  if (!Source) throw new Error('this browser has no MediaSource')
  const source = new Source()
  const address = URL.createObjectURL(source)
  const timeline = createTimeline()
  const lanes = new Map<string, Lane>()
  /** What came before the MediaSource opened. */
  let early: (() => void)[] | undefined = []
  let closed = false

  const whenOpen = (act: () => void): void => {
    if (closed) return
    if (early) early.push(act)
    else act()
  }
  const fault = (reason: string): void => {
    if (!closed) onFault(reason)
  }

  const evict = (buffer: SourceBuffer, keepSeconds: number, stepSeconds: number) => {
    if (buffer.buffered.length === 0) return undefined
    const start = buffer.buffered.start(0)
    const end = video.currentTime - keepSeconds
    return end - start > stepSeconds ? { start: 0, end } : undefined
  }

  const addLane = (track: TrackDescription): void => {
    const mime = trackMime(track)
    const buffer = source.addSourceBuffer(mime)
    buffer.mode = 'segments'
    const queue = createOperationQueue(buffer, {
      makeRoom: () => evict(buffer, 0.5, 0.1),
      onUpdate: () => {
        const old = evict(buffer, KEEP_BEHIND_SECONDS, EVICT_STEP_SECONDS)
        if (old) queue.add({ kind: 'remove', ...old })
      },
      onFault: fault,
    })
    lanes.set(track.name, { buffer, queue, mime, offsetSeconds: 0, init: undefined })
  }

  const onOpen = (): void => {
    try {
      for (const track of tracks) addLane(track)
      const waiting = early ?? []
      early = undefined
      for (const act of waiting) act()
    } catch (error) {
      fault(error instanceof Error ? error.message : String(error))
    }
  }
  const onMediaError = (): void => fault(video.error?.message || 'the browser gave up on the media')
  source.addEventListener('sourceopen', onOpen, { once: true })
  video.addEventListener('error', onMediaError)
  // A managed source plays only in an element that can't be sent to another screen.
  video.disableRemotePlayback = true
  video.src = address

  return {
    init: (track, segment) =>
      whenOpen(() => {
        const lane = lanes.get(track.name)
        if (!lane) return
        const mime = trackMime(track)
        if (mime === lane.mime && lane.init && same(lane.init, segment)) return
        if (mime !== lane.mime) lane.queue.add({ kind: 'type', mime })
        lane.mime = mime
        lane.init = segment
        lane.queue.add({ kind: 'append', bytes: segment })
      }),
    chunk: (track, frame) => {
      const { offsetSeconds, startSeconds } = timeline.place(frame)
      whenOpen(() => {
        const lane = lanes.get(track.name)
        if (!lane) return
        if (lane.offsetSeconds !== offsetSeconds) lane.queue.add({ kind: 'offset', seconds: offsetSeconds })
        lane.offsetSeconds = offsetSeconds
        lane.queue.add({ kind: 'append', bytes: frame.payload })
      })
      return startSeconds
    },
    close: () => {
      closed = true
      early = []
      for (const { queue } of lanes.values()) queue.close()
      source.removeEventListener('sourceopen', onOpen)
      video.removeEventListener('error', onMediaError)
      video.removeAttribute('src')
      video.load()
      URL.revokeObjectURL(address)
    },
  }
}
