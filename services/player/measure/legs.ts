// Sums up the legs of many frames, leg by leg. Pure.
import { quantile } from '@weir/figures'
import type { Leg } from './path.ts'

export interface LegSummary {
  readonly kind: Leg['kind']
  readonly from: string
  readonly to: string
  readonly p50Seconds: number
  readonly p99Seconds: number
  /** ± bound of the newest frame's figure; null while it is unknown. */
  readonly errorSeconds: number | null
}

const wayOf = (frame: readonly Leg[] | undefined): string | undefined =>
  frame?.map(({ from, to }) => `${from} ${to}`).join()

/** Those of the frames that took the way of the newest. */
export const sameWay = (frames: readonly (readonly Leg[])[]): (readonly Leg[])[] => {
  const newest = wayOf(frames.at(-1))
  return frames.filter((frame) => wayOf(frame) === newest)
}

/** `frames` all took the same way. */
export const summarizeLegs = (frames: readonly (readonly Leg[])[]): LegSummary[] =>
  (frames.at(-1) ?? []).map(({ kind, from, to, errorMicros }, index) => {
    const micros = frames.map((frame) => (frame[index] as Leg).micros)
    return {
      kind,
      from,
      to,
      p50Seconds: (quantile(micros, 0.5) ?? 0) / 1e6,
      p99Seconds: (quantile(micros, 0.99) ?? 0) / 1e6,
      errorSeconds: Number.isFinite(errorMicros) ? errorMicros / 1e6 : null,
    }
  })
