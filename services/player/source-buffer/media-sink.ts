// A MediaSource with one SourceBuffer per track, fed with init segments and chunks. Takes what the session gives, puts each
// chunk on the one timeline. Owns the MediaSource and its object URL; a fault ends it, and its owner builds another.
import type { Frame, TrackDescription } from '@weir/wire'
import { reasonOf } from '../reason.ts'
import { mediaSourceClass } from './media-source.ts'
import { createTimeline } from './timeline.ts'
import { createTrackBuffer, type TrackBuffer } from './track-buffer.ts'

export interface MediaSink {
  /** An init segment; one that the track has already costs nothing. */
  init(track: TrackDescription, segment: Uint8Array): void
  /** Returns where on the timeline the chunk was put, s. */
  chunk(track: TrackDescription, frame: Frame): number
  close(): void
}

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
  const buffers = new Map<string, TrackBuffer>()
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

  const onOpen = (): void => {
    try {
      for (const track of tracks) buffers.set(track.name, createTrackBuffer(source, video, track, fault))
      const waiting = early ?? []
      early = undefined
      for (const act of waiting) act()
    } catch (error) {
      fault(reasonOf(error))
    }
  }
  const onMediaError = (): void => fault(video.error?.message || 'the browser gave up on the media')
  source.addEventListener('sourceopen', onOpen, { once: true })
  video.addEventListener('error', onMediaError)
  // A managed source plays only in an element that can't be sent to another screen.
  video.disableRemotePlayback = true
  video.src = address

  return {
    init: (track, segment) => whenOpen(() => buffers.get(track.name)?.init(track, segment)),
    chunk: (track, frame) => {
      const { offsetSeconds, startSeconds } = timeline.place(frame)
      whenOpen(() => buffers.get(track.name)?.chunk(frame.payload, offsetSeconds))
      return startSeconds
    },
    close: () => {
      closed = true
      for (const buffer of buffers.values()) buffer.close()
      source.removeEventListener('sourceopen', onOpen)
      video.removeEventListener('error', onMediaError)
      video.removeAttribute('src')
      video.load()
      URL.revokeObjectURL(address)
    },
  }
}
