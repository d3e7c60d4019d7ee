import { LIVE_EDGE, type LiveEdgeSettings } from './policy.ts'

/** What the settings are made for. */
const USUAL_RATE = 30

/**
 * The settings for a stream of so many pictures a second: of fewer, each stands for longer, and playback that is off by one
 * of them is not far off. A seek would only skip it.
 */
export const liveEdgeSettings = (frameRate = USUAL_RATE): LiveEdgeSettings => {
  const moreSeconds = Math.max(0, 1 / Math.max(1, frameRate) - 1 / USUAL_RATE)
  return {
    ...LIVE_EDGE,
    seekSeconds: LIVE_EDGE.seekSeconds + moreSeconds,
    seekAloudSeconds: LIVE_EDGE.seekAloudSeconds + moreSeconds,
  }
}
