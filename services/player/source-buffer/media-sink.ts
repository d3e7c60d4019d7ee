// A MediaSource with one SourceBuffer per track, fed with init segments and chunks. Takes what the session gives, puts each
// chunk on the one timeline. Owns the MediaSource and its object URL; a fault ends it, and its owner builds another. What a
// managed source does not want is left out, and told to the owner.
import type { Frame, TrackDescription } from '@weir/wire'
import { reasonOf } from '../reason.ts'
import type { RendererEvents } from '../renderer.ts'
import { type ManagedSource, mediaSourceClass } from './media-source.ts'
import { createTimeline } from './timeline.ts'
import { createTrackBuffer, type TrackBuffer } from './track-buffer.ts'

export interface MediaSink {
  /** An init segment; one that the track has already costs nothing. */
  init(track: TrackDescription, segment: Uint8Array): void
  /** Returns where on the timeline the chunk was put, s. */
  chunk(track: TrackDescription, frame: Frame): number
  /** Chunks that came while the browser wanted none. */
  readonly leftOut: number
  close(): void
}

export const createMediaSink = (
  video: HTMLVideoElement,
  tracks: readonly TrackDescription[],
  { onFault, onHeld }: Pick<RendererEvents, 'onFault' | 'onHeld'>,
): MediaSink => {
  const Source = mediaSourceClass()
  if (!Source) throw new Error('this browser has no MediaSource')
  const source: ManagedSource = new Source()
  const address = URL.createObjectURL(source)
  const timeline = createTimeline()
  const buffers = new Map<string, TrackBuffer>()
  /** What came before the MediaSource opened. */
  let early: (() => void)[] | undefined = []
  /** Init segments that came while the browser wanted nothing. */
  const inits = new Map<TrackDescription, Uint8Array>()
  let held = source.streaming === false
  let leftOut = 0
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
      // Without it a position in what is still being appended is moved back to the end of what has been.
      source.setLiveSeekableRange?.(0, Number.MAX_SAFE_INTEGER)
      for (const track of tracks) buffers.set(track.name, createTrackBuffer(source, video, track, fault))
      const waiting = early ?? []
      early = undefined
      for (const act of waiting) act()
      if (held) onHeld(true)
    } catch (error) {
      fault(reasonOf(error))
    }
  }
  const onStart = (): void => {
    if (!held) return
    held = false
    for (const [track, segment] of inits) whenOpen(() => buffers.get(track.name)?.init(track, segment))
    inits.clear()
    onHeld(false)
  }
  const onEnd = (): void => {
    if (held) return
    held = true
    onHeld(true)
  }
  source.addEventListener('startstreaming', onStart)
  source.addEventListener('endstreaming', onEnd)
  const onMediaError = (): void => fault(video.error?.message || 'the browser gave up on the media')
  source.addEventListener('sourceopen', onOpen, { once: true })
  video.addEventListener('error', onMediaError)
  // A managed source plays only in an element that can't be sent to another screen.
  video.disableRemotePlayback = true
  video.src = address

  return {
    init: (track, segment) => {
      if (held) inits.set(track, segment)
      else whenOpen(() => buffers.get(track.name)?.init(track, segment))
    },
    chunk: (track, frame) => {
      const placement = timeline.place(frame)
      if (held) leftOut += 1
      else whenOpen(() => buffers.get(track.name)?.chunk(frame, placement))
      return placement.startSeconds
    },
    get leftOut() {
      return leftOut
    },
    close: () => {
      closed = true
      source.removeEventListener('startstreaming', onStart)
      source.removeEventListener('endstreaming', onEnd)
      for (const buffer of buffers.values()) buffer.close()
      source.removeEventListener('sourceopen', onOpen)
      video.removeEventListener('error', onMediaError)
      video.removeAttribute('src')
      video.load()
      URL.revokeObjectURL(address)
    },
  }
}
