// Counts stalls: the picture stood still for longer than a viewer overlooks. Pure; the caller says when frames were
// shown, and when nobody was looking (a hidden tab shows no frames).
import { STALL_SECONDS } from './thresholds.ts'

/** `stallSeconds`: a picture that stands for longer has stalled. */
export const createStallCounter = (stallSeconds: () => number = () => STALL_SECONDS) => {
  let lastSeconds: number | undefined
  let count = 0
  let totalSeconds = 0
  let longestGapSeconds = 0
  return {
    frame: (atSeconds: number): void => {
      const gap = lastSeconds === undefined ? 0 : atSeconds - lastSeconds
      lastSeconds = atSeconds
      longestGapSeconds = Math.max(longestGapSeconds, gap)
      if (gap <= stallSeconds()) return
      count += 1
      totalSeconds += gap
    },
    /** Nobody looks, or nothing is meant to play, until the next frame. */
    pause: (): void => {
      lastSeconds = undefined
    },
    /** How long the picture has stood still now, s. */
    stillSeconds: (nowSeconds: number): number => (lastSeconds === undefined ? 0 : nowSeconds - lastSeconds),
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
