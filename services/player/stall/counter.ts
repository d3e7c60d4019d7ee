// Counts stalls: the picture stood still for longer than a viewer overlooks. Pure; the caller says when frames were
// shown, and when nobody was looking (a hidden tab shows no frames).
import { STALL_SECONDS } from './thresholds.ts'

/** `stallSeconds`: a picture that stands for longer has stalled. */
export const createStallCounter = (stallSeconds: () => number = () => STALL_SECONDS) => {
  let lastSeconds: number | undefined
  let pausedSeconds = Number.NEGATIVE_INFINITY
  let count = 0
  let totalSeconds = 0
  let longestGapSeconds = 0
  return {
    frame: (atSeconds: number): void => {
      // One that was shown when nobody looked, and is told of now: the next would end a gap that nobody saw.
      if (atSeconds < pausedSeconds) return
      const gap = lastSeconds === undefined ? 0 : atSeconds - lastSeconds
      lastSeconds = atSeconds
      longestGapSeconds = Math.max(longestGapSeconds, gap)
      if (gap <= stallSeconds()) return
      count += 1
      totalSeconds += gap
    },
    /** Nobody looked, or nothing was meant to play, until now; it counts again from the next frame on. */
    pause: (nowSeconds: number): void => {
      lastSeconds = undefined
      pausedSeconds = nowSeconds
    },
    get count() {
      return count
    },
    get totalSeconds() {
      return totalSeconds
    },
    get longestGapSeconds() {
      return longestGapSeconds
    },
  }
}
