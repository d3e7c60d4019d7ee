// Counts times without keeping them, for as many as one likes: HdrHistogram, to three digits. Apart from the index: the
// library is large, and most need none.
import { build } from 'hdr-histogram-js'
import { nearestRank } from './quantile.ts'

export interface Histogram {
  /** A time in µs. What clocks made negative counts as 0. */
  record(micros: number): void
  readonly count: number
  /** The upper end of the bin that the quantile (quantile.ts) lies in, µs; undefined of none. `q` is from 0 to 1. */
  quantile(q: number): number | undefined
}

export const createHistogram = (): Histogram => {
  const bins = build({
    lowestDiscernibleValue: 1,
    // An hour; it grows when there is more.
    highestTrackableValue: 3_600_000_000,
    numberOfSignificantValueDigits: 3,
  })
  return {
    record: (micros) => bins.recordValue(Math.max(0, Math.round(micros))),
    get count() {
      return bins.totalCount
    },
    quantile(q) {
      const count = bins.totalCount
      // Half a rank less, so that rounding in there ends at this one.
      return count === 0 ? undefined : bins.getValueAtPercentile((100 * (nearestRank(count, q) - 0.5)) / count)
    },
  }
}
