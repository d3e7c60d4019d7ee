// Exact quantiles of a list of figures (nearest rank). Pure.
import { quantileOf } from '@weir/viewer'

export interface Quantiles {
  readonly p50: number
  readonly p99: number
  readonly max: number
  readonly count: number
}

/** Undefined without a figure. The unit is that of the values. */
export const quantilesOf = (values: readonly number[]): Quantiles | undefined => {
  if (values.length === 0) return undefined
  const sorted = [...values].sort((a, b) => a - b)
  const at = (q: number) => quantileOf(sorted, q) as number
  return { p50: at(0.5), p99: at(0.99), max: at(1), count: sorted.length }
}
