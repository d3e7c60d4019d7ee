import { LIVE_EDGE, type LiveEdgeSettings } from './policy.ts'

/** What the settings are made for. */
const USUAL_RATE = 30

/** A browser gives up on the last picture that it has a little before its end, and stands until the next one. */
const MARGIN_PART = 0.1
/** Of an error, what is made up for by the next decision. All of it would swing. */
const NEXT_PART = 0.9
/** A picture that was waited for is reached as soon as this, s. */
const REACH_SECONDS = 0.03

/**
 * The settings for a stream of so many pictures a second: of fewer, each stands for longer, and playback that is off by one
 * of them is not far off. A seek would only skip it. It is decided as seldom as they come: what is smooth in time at the usual
 * rate would swing for many seconds, past the end of what there is and back. A higher rate is not seen in still pictures.
 */
export const liveEdgeSettings = (frameRate = USUAL_RATE): LiveEdgeSettings => {
  if (frameRate >= USUAL_RATE) return LIVE_EDGE
  const longerSeconds = 1 / Math.max(1, frameRate) - 1 / USUAL_RATE
  return {
    ...LIVE_EDGE,
    marginSeconds: LIVE_EDGE.marginSeconds + MARGIN_PART * longerSeconds,
    seekSeconds: LIVE_EDGE.seekSeconds + longerSeconds,
    seekAloudSeconds: LIVE_EDGE.seekAloudSeconds + longerSeconds,
    fastestSilent: LIVE_EDGE.fastestSilent + 2 * longerSeconds,
    gain: Math.min(NEXT_PART * frameRate, LIVE_EDGE.gain + 2 * longerSeconds),
    // A timer ends it: into the picture by half, it is neither left before it is shown nor run past its end.
    reach: { inSeconds: REACH_SECONDS, intoSeconds: 0.5 / Math.max(1, frameRate) },
    smoothing: 1 - (1 - LIVE_EDGE.smoothing) ** (USUAL_RATE / frameRate),
  }
}
