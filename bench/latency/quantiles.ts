// Exact quantiles of a list of figures. Pure.
import { quantileOfSorted } from '@weir/figures'

export interface Quantiles {
  readonly p50: number
  readonly p99: number
  readonly max: number
  readonly count: number
}

/** Undefined without a figure. The unit is that of the values. */
export const quantilesOf = (values: readonly number[]): Quantiles | undefined => {
  if (values.length === 0) return undefined
  const sorted = Float64Array.from(values).sort()
  const at = (q: number) => quantileOfSorted(sorted, q) as number
  return { p50: at(0.5), p99: at(0.99), max: at(1), count: sorted.length }
}
