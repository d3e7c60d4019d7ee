// What to do to stay at the live edge: a playback rate, or, far off, a seek. Pure: the state is one number, handed in.
//
// Playback at wall time t stands at t − delay. A chunk that plays from m on and comes at a is in time when
// delay ≥ a − m, its lateness. So the delay that is wanted is the lateness that nearly all chunks keep, plus a margin for
// decoding and compositing, and the buffer follows from it by itself.

export interface LiveEdgeSettings {
  /** Time from a chunk's arrival until its picture can be shown, s; sound has a margin of its own, which the view has. */
  readonly marginSeconds: number
  /** Off by less than this is left alone, s. */
  readonly toleranceSeconds: number
  /** Behind by more than this is caught up with by a seek, s. */
  readonly seekSeconds: number
  /** The same with sound, where a seek is heard as a gap: the device begins anew. */
  readonly seekAloudSeconds: number
  readonly slowest: number
  /** With sound: faster is heard. */
  readonly fastest: number
  /** Without sound: nobody sees it, and it makes up for a slow start within a second. */
  readonly fastestSilent: number
  /** Rate per second of error. */
  readonly gain: number
  /** Part of a new error that counts: a browser's currentTime is itself up to a frame off. */
  readonly smoothing: number
  /** Where a seek would only decode the group again: rate per second of error, and the most, silent and with sound. */
  readonly catchUpGain: number
  readonly catchUpSilent: number
  readonly catchUpAloud: number
  /**
   * Of streams whose pictures stand for long: in what time one is reached that playback stood waiting for, as far as
   * `catchUpSilent` lets it, and how far into it, s.
   */
  readonly reach?: { readonly inSeconds: number; readonly intoSeconds: number }
}

export const LIVE_EDGE: LiveEdgeSettings = {
  marginSeconds: 0.012,
  toleranceSeconds: 0.003,
  seekSeconds: 0.3,
  seekAloudSeconds: 1,
  slowest: 0.97,
  fastest: 1.05,
  fastestSilent: 1.25,
  gain: 1.2,
  smoothing: 0.15,
  catchUpGain: 2,
  catchUpSilent: 8,
  catchUpAloud: 2,
}

export interface LiveEdgeView {
  /** Steady clock, s. */
  readonly nowSeconds: number
  /** Where playback stands on the media timeline, s. */
  readonly playheadSeconds: number
  /** The buffered ranges, in order, s. */
  readonly ranges: readonly { readonly start: number; readonly end: number }[]
  /** Where the newest group begins on the media timeline, s; undefined when that is not known. */
  readonly groupSeconds: number | undefined
  /** Lateness that nearly all chunks keep, s; undefined while no live chunk came. */
  readonly late: number | undefined
  /** A frame was shown since the last seek: before, a seek would only throw decoding away. */
  readonly shown: boolean
  readonly sound: boolean
  /** What sound needs ahead of it, s (sound-margin.ts); undefined without sound, and while that is not known. */
  readonly soundMarginSeconds: number | undefined
  /** For so long the device stood, when playback was sent somewhere last, s: a seek that gains less is for nothing. */
  readonly soundStandsSeconds: number
  /** The browser gathers what sound begins with: a seek would begin that anew. */
  readonly gathers: boolean
  /** The newest picture, when playback stood waiting for it at the beginning of the one before, and has yet to reach it: where it begins, s. */
  readonly awaitedSeconds: number | undefined
  /**
   * Where the newest picture begins, when playback runs towards it, and in what time it has to be shown so as not to be missed
   * after the one that is, s.
   */
  readonly due?: { readonly beginsSeconds: number; readonly inSeconds: number } | undefined
  /** The smoothed error of the decision before, s. */
  readonly errorSeconds: number
}

export interface LiveEdgeDecision {
  readonly rate: number
  /** Where to seek to, s. */
  readonly seekTo?: number
  /** The rate is for this long, until the picture is reached that was awaited, s. */
  readonly reachedAfterSeconds?: number
  /** Behind the wanted delay when above 0; to be handed in with the next view. */
  readonly errorSeconds: number
}

/** A playhead this close to the end of its range has nothing left to play, s. */
const AT_END_SECONDS = 0.05
/** Seeks stay this far inside a range, s: the last frame must still be a frame. */
const INSIDE_SECONDS = 0.02

/** A playhead this far beyond all that is buffered waits for nothing that comes soon, s. */
const BEYOND_SECONDS = 0.5

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value))

export const decideLiveEdge = (view: LiveEdgeView, settings: LiveEdgeSettings = LIVE_EDGE): LiveEdgeDecision => {
  const newest = view.ranges.at(-1)
  const calm = { rate: 1, errorSeconds: view.errorSeconds }
  if (!newest || !view.shown) return calm

  const seekSeconds = view.sound ? settings.seekAloudSeconds + view.soundStandsSeconds : settings.seekSeconds
  const marginSeconds = Math.max(settings.marginSeconds, (view.sound && view.soundMarginSeconds) || 0)
  const wanted = (view.late ?? view.nowSeconds - newest.end + INSIDE_SECONDS) + marginSeconds
  const error = view.nowSeconds - view.playheadSeconds - wanted
  const target = clamp(view.nowSeconds - wanted, newest.start, Math.max(newest.start, newest.end - INSIDE_SECONDS))

  const here = view.ranges.find(
    ({ start, end }) => view.playheadSeconds >= start - 0.001 && view.playheadSeconds <= end,
  )
  const ahead = view.ranges.find(({ start }) => start > view.playheadSeconds)
  const stuck = ahead !== undefined && (!here || here.end - view.playheadSeconds < AT_END_SECONDS)
  // Chromium's clock goes on while a machine sleeps: what comes then would all be past, for as long as it slept.
  const beyond = view.playheadSeconds > newest.end + BEYOND_SECONDS
  if (stuck || beyond) return { rate: 1, seekTo: target, errorSeconds: 0 }
  if (view.gathers) return { rate: 1, errorSeconds: 0 }
  if (error > seekSeconds && target - view.playheadSeconds > seekSeconds / 2) {
    const inGroup = view.groupSeconds !== undefined && here !== undefined && view.playheadSeconds >= view.groupSeconds
    if (!inGroup) return { rate: 1, seekTo: target, errorSeconds: 0 }
    // A seek within the group decodes it again from its keyframe, which is more than is left to decode, and by the time
    // it is done it is behind once more. Decoding on is never the longer way.
    const most = view.sound ? settings.catchUpAloud : settings.catchUpSilent
    return {
      rate: Math.round(clamp(1 + settings.catchUpGain * error, 1, most) * 4) / 4,
      errorSeconds: clamp(error, -1, 1),
    }
  }

  const smoothed = view.errorSeconds + settings.smoothing * (clamp(error, -1, 1) - view.errorSeconds)
  const steady =
    Math.abs(smoothed) < settings.toleranceSeconds
      ? 1
      : clamp(
          1 + settings.gain * smoothed,
          settings.slowest,
          // A device that took a second to open is heard to hurry for 3 s rather than to be late for 15.
          view.sound && smoothed <= settings.seekSeconds ? settings.fastest : settings.fastestSilent,
        )
  const { reach } = settings
  if (reach && !view.sound && view.due !== undefined && view.awaitedSeconds === undefined) {
    // Chromium shows what it stood waiting for as it comes, however far its clock has got. Once the clock has caught up it
    // shows the next one by that, and between the two it would be missed.
    const missing = view.due.beginsSeconds - view.playheadSeconds
    const inSeconds = Math.max(reach.inSeconds, view.due.inSeconds)
    const rate = Math.round(clamp(missing / inSeconds, 1, settings.catchUpSilent) * 4) / 4
    if (missing > 0 && missing / steady > inSeconds && rate > steady)
      return { rate, reachedAfterSeconds: missing / rate, errorSeconds: 0 }
  }
  if (reach && !view.sound && view.awaitedSeconds !== undefined) {
    // Firefox' clock runs only while there is a picture after the one that it shows: it stands at the beginning of the newest,
    // and when the next has come it would play that one's whole time first.
    const missing = Math.min(view.awaitedSeconds - view.playheadSeconds, error + settings.marginSeconds)
    const rate = Math.round(clamp(missing / reach.inSeconds, 1, settings.catchUpSilent) * 4) / 4
    if (rate > steady) return { rate, reachedAfterSeconds: (missing + reach.intoSeconds) / rate, errorSeconds: 0 }
  }
  // Steps of five thousandths: every change of rate costs the media pipeline a message.
  return { rate: Math.round(steady * 200) / 200, errorSeconds: smoothed }
}
