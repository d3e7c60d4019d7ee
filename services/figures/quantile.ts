// The lab's one quantile: the nearest rank, the smallest value that at least the share q of all values does not exceed.
// It is definition 1 of Hyndman & Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996):
// the inverse of the empirical distribution. We take it because each figure is then a time that something really took,
// also of few values and of a lumpy distribution, where interpolation gives one between; and because a histogram can
// count the same way (histogram.ts), so that exact figures and binned ones can stand in one table.
//   Of one value every quantile is that value; of an even number the median is the lower of the middle two; below 100
//   values p99 is the largest; q = 0 is the smallest. Of none there is no quantile.

/** Which of `count` values in order it is, from 1 on; `q` is from 0 to 1. */
export const nearestRank = (count: number, q: number): number => {
  const rank = q * count
  // 0.07 × 100 is a hair above 7 in floating point, and is the 7th value all the same.
  return Math.max(1, Math.ceil(rank - rank * Number.EPSILON))
}

/** `sorted` ascends; `q` is from 0 to 1. The unit is that of the values; undefined of none. */
export const quantileOfSorted = (sorted: ArrayLike<number>, q: number): number | undefined =>
  sorted[nearestRank(sorted.length, q) - 1]

/** Of values in any order, which are left as they are. */
export const quantile = (values: ArrayLike<number>, q: number): number | undefined =>
  quantileOfSorted(Float64Array.from(values).sort(), q)
