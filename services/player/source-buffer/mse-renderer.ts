// Plays through a media element and MSE: sink, live edge, and the frames that the element shows. Owns the element's
// source, its rate and its position.
import type { TrackDescription } from '@weir/wire'
import { createArrivals } from '../arrivals.ts'
import { liveEdgeSettings } from '../live-edge/by-frame-rate.ts'
import { decideLiveEdge } from '../live-edge/policy.ts'
import type { SoundMargin } from '../live-edge/sound-margin.ts'
import type { Renderer, RendererEvents } from '../renderer.ts'
import { createJoin } from './join.ts'
import { createMediaSink } from './media-sink.ts'
import { watchSound } from './sound-watch.ts'

/** How far before the end of what is buffered the last frame is sure to have begun, s. */
const LAST_FRAME_SECONDS = 0.02
/** A picture that is later than the rate says by this much is not missed yet, s. */
const LATE_SECONDS = 0.1
/** At the very beginning of a picture Chromium still shows the one before it, s. */
const INTO_FRAME_SECONDS = 0.001

const rangesOf = (video: HTMLVideoElement) =>
  Array.from({ length: video.buffered.length }, (_, index) => ({
    start: video.buffered.start(index),
    end: video.buffered.end(index),
  }))

export const createMseRenderer = (
  video: HTMLVideoElement,
  tracks: readonly TrackDescription[],
  events: RendererEvents,
  soundMargin: SoundMargin,
): Renderer => {
  const arrivals = createArrivals()
  const sink = createMediaSink(video, tracks, events)
  // The track whose chunks the live edge is judged by, and whose frames are seen.
  const lead = tracks.find(({ kind }) => kind === 'video') ?? tracks[0]
  const liveEdge = liveEdgeSettings(lead?.frameRate)
  const frameSeconds = lead?.frameRate ? 1 / lead.frameRate : 0
  let errorSeconds = 0
  let skips = 0
  let newestSeconds = 0
  let groupSeconds: number | undefined
  /** Where the picture that is shown stands; until there is one, where the first stands. */
  let shownSeconds: number | undefined
  let shownMillis: number | undefined
  let shown = 0
  let closed = false
  /**
   * Firefox: the clock stands at the beginning of a picture until there is another after it. Chromium's does not, and
   * must not be hurried while it stands: it takes what it waited for to be over by then, and stands on.
   */
  const clockWaits = 'mozCaptureStream' in video
  /** Playback stood when the newest picture came, and has yet to get there. */
  let awaited = false
  let reached: ReturnType<typeof setTimeout> | undefined

  const sound = video.muted || !tracks.some(({ kind }) => kind === 'audio') ? undefined : watchSound(video, soundMargin)
  const join = createJoin(() => {
    // Both browsers forget a position that is set before there is metadata.
    const newest = rangesOf(video).at(-1)
    const end = Math.max(newestSeconds + INTO_FRAME_SECONDS, (newest?.end ?? 0) - LAST_FRAME_SECONDS)
    // Where what the device needs is known, it has that at once.
    const ahead = sound?.marginSeconds ?? 0
    video.currentTime = Math.max(newest?.start ?? 0, end - ahead)
    sound?.expect(video.currentTime)
  })
  video.addEventListener('loadedmetadata', join.described, { once: true })
  video.addEventListener('loadeddata', join.decoded, { once: true })
  // Asked for now, it begins with the first picture.
  video.play().catch(() => {
    // Without a gesture some browsers play nothing at all; the page's own button asks again.
  })

  /** The newest picture, when it comes after the one that is shown. */
  const dueNext = () =>
    shownMillis === undefined || shownSeconds === undefined || newestSeconds - shownSeconds > 1.5 * frameSeconds
      ? undefined
      : {
          beginsSeconds: newestSeconds,
          inSeconds: frameSeconds + LATE_SECONDS - (performance.now() - shownMillis) / 1000,
        }

  const holdLiveEdge = (): void => {
    if (join.waiting) return
    const stands = video.readyState <= HTMLMediaElement.HAVE_CURRENT_DATA
    awaited = video.currentTime < newestSeconds && (awaited || video.readyState === HTMLMediaElement.HAVE_CURRENT_DATA)
    const decision = decideLiveEdge(
      {
        nowSeconds: performance.now() / 1000,
        playheadSeconds: video.currentTime,
        ranges: rangesOf(video),
        groupSeconds,
        late: arrivals.late(),
        shown: video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !video.seeking,
        sound: sound !== undefined,
        soundMarginSeconds: sound?.marginSeconds,
        soundStandsSeconds: sound?.standsSeconds ?? 0,
        gathers: sound?.gathers === true,
        due: clockWaits || stands ? undefined : dueNext(),
        awaitedSeconds: clockWaits && awaited ? newestSeconds : undefined,
        errorSeconds,
      },
      liveEdge,
    )
    errorSeconds = decision.errorSeconds
    if (decision.seekTo !== undefined) {
      // One into the picture that is shown, or into the next, leaves none out.
      if (sound || decision.seekTo >= (shownSeconds ?? 0) + 2 * frameSeconds) skips += 1
      video.currentTime = decision.seekTo
      sound?.expect(decision.seekTo)
    }
    if (video.playbackRate !== decision.rate) video.playbackRate = decision.rate
    clearTimeout(reached)
    // Not from the picture's callback, which comes before its time: a change of rate would take it back for a while.
    if (decision.reachedAfterSeconds !== undefined)
      reached = setTimeout(holdLiveEdge, decision.reachedAfterSeconds * 1000)
  }

  let callback = 0
  const onFrame = (
    _now: number,
    { mediaTime, presentationTime, expectedDisplayTime }: VideoFrameCallbackMetadata,
  ): void => {
    if (closed) return
    callback = video.requestVideoFrameCallback(onFrame)
    shownSeconds = mediaTime
    shownMillis = presentationTime
    shown += 1
    events.onShown({
      shownMillis: presentationTime,
      dueMillis: expectedDisplayTime,
      chunk: arrivals.find(mediaTime),
      capturedNear: arrivals.capturedNear,
      picture: video,
    })
  }
  callback = video.requestVideoFrameCallback(onFrame)

  return {
    name: 'mse',
    init: sink.init,
    chunk: (track, frame, jump, received) => {
      const mediaSeconds = sink.chunk(track, frame)
      if (track.name === lead?.name) {
        arrivals.take(frame, mediaSeconds, jump, received)
        newestSeconds = mediaSeconds
        shownSeconds ??= mediaSeconds
        if (frame.keyframe) groupSeconds = mediaSeconds
        join.chunk(frame.replay, mediaSeconds)
      }
      holdLiveEdge()
    },
    get bufferedSeconds() {
      const end = rangesOf(video).at(-1)?.end
      return end === undefined ? 0 : Math.max(0, end - video.currentTime)
    },
    get behindSeconds() {
      return shownSeconds === undefined ? 0 : Math.max(0, newestSeconds - shownSeconds)
    },
    get progress() {
      return shown + video.getVideoPlaybackQuality().totalVideoFrames
    },
    get begun() {
      return sound?.begun !== false
    },
    get paused() {
      return video.paused
    },
    get jitterSeconds() {
      return arrivals.jitterSeconds()
    },
    get rate() {
      return video.playbackRate
    },
    get skips() {
      return skips + sink.leftOut
    },
    close: () => {
      closed = true
      clearTimeout(reached)
      video.removeEventListener('loadedmetadata', join.described)
      video.removeEventListener('loadeddata', join.decoded)
      video.cancelVideoFrameCallback(callback)
      sound?.close()
      sink.close()
    },
  }
}
