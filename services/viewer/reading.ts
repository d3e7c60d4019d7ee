// What is asked of one viewer for the report, and how it is told: milliseconds to the µs, and medians over viewers.
import { quantileOfSorted } from '@weir/figures'

/** µs to a ms. */
export const MILLI = 1000
/** To three digits after the point. */
export const round = (value: number): number => Math.round(value * 1000) / 1000

/** What has to be asked of each viewer rather than of the tally. */
export interface ViewerReading {
  readonly viewer: number
  readonly edge: string
  readonly stuck: boolean
  readonly freshChunks: number
  readonly disconnects: number
  readonly faults: number
  readonly pathMicros: number | undefined
  readonly connected: boolean
  /** Has had a picture at any time. */
  readonly joined: boolean
  readonly playing: boolean
  readonly withoutPictureMicros: number
  readonly openGapMicros: number
  readonly stalls: number
  readonly stalledMicros: number
  readonly jumps: number
  readonly liveMicros: number | undefined
  readonly largestGapMicros: number
  readonly sourceGapMicros: number
}

/** Longer than a failover takes, and than a viewer waits before it tries again. */
const GONE_MICROS = 2_000_000

export const isWithoutPicture = ({ withoutPictureMicros }: ViewerReading): boolean =>
  withoutPictureMicros >= GONE_MICROS

/** None was measured where it is 0. */
export const gapMillis = (micros: number): number | null => (micros === 0 ? null : round(micros / MILLI))

export const nowOf = (micros: readonly (number | undefined)[]) => {
  const sorted = micros.flatMap((value) => (value === undefined ? [] : [round(value / MILLI)])).sort((a, b) => a - b)
  return { p50: quantileOfSorted(sorted, 0.5) ?? null, max: sorted[sorted.length - 1] ?? null }
}
