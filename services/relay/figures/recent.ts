// The last figures of one kind, for /api/state: a ring, summed up when somebody asks.
import { quantileOfSorted } from '@weir/figures'
import type { LatencySummary } from '../config/index.ts'

export interface Recent {
  /** Times are of the steady clock. */
  add(atMicros: number, valueMicros: number): void
  /**
   * Over the last `WINDOW_MICROS`; null when nothing came, and when clocks are not known well enough yet to tell more than
   * that half of it took less than no time.
   */
  summary(nowMicros: number, errorMicros: number | undefined): LatencySummary | null
}

const SIZE = 256
const WINDOW_MICROS = 2_000_000
const NONE = new Float64Array(0)

export const createRecent = (): Recent => {
  // Made with the first figure: a catalog may name thousands of tracks of which nothing ever comes.
  let values = NONE
  let times = NONE
  let next = 0
  return {
    /** Times are of the steady clock. */
    add(atMicros, valueMicros) {
      if (next === 0) {
        values = new Float64Array(SIZE)
        times = new Float64Array(SIZE)
      }
      values[next % SIZE] = valueMicros
      times[next % SIZE] = atMicros
      next++
    },
    summary(nowMicros, errorMicros) {
      const fresh = values
        .slice(0, Math.min(next, SIZE))
        .filter((_, index) => (times[index] as number) > nowMicros - WINDOW_MICROS)
        .sort()
      const [p50, p99] = [quantileOfSorted(fresh, 0.5), quantileOfSorted(fresh, 0.99)]
      if (p50 === undefined || p99 === undefined || p50 <= 0) return null
      return {
        p50Seconds: p50 / 1e6,
        p99Seconds: p99 / 1e6,
        errorSeconds: errorMicros === undefined ? null : errorMicros / 1e6,
        count: fresh.length,
      }
    },
  }
}
