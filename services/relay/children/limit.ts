// How much may wait for one child, by what is configured and by what it takes. Pure.
import type { BackpressureConfig } from '../config/index.ts'

/** A BackpressureConfig in which the limit is settled. */
export type Limit = BackpressureConfig & { readonly maxBytes: number }

/** What one track of a child is like. */
export interface Load {
  readonly bytesPerSecond: number
  readonly largestKeyframeBytes: number
}

/** Even `unbounded` ends here: one child must not take the process down. */
export const UNBOUNDED_CAP_BYTES = 64 * 1024 * 1024
/** Where no `maxBytes` is set; of a stream of 2.7 Mbit/s and more, so many seconds; and always two keyframes. */
const DEFAULT_BYTES = 1_000_000
const DEFAULT_SECONDS = 3
const DEFAULT_KEYFRAMES = 2

/** `loads` are those of all tracks that the child takes; without one, the least that it comes to. */
export const limitOf = ({ policy, maxBytes }: BackpressureConfig, loads: readonly Load[] = []): Limit => {
  if (maxBytes !== undefined) return { policy, maxBytes: Math.min(UNBOUNDED_CAP_BYTES, maxBytes) }
  const perSecond = loads.reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0)
  const wanted = Math.max(DEFAULT_BYTES, DEFAULT_SECONDS * perSecond, DEFAULT_KEYFRAMES * largestOf(loads))
  return { policy, maxBytes: Math.min(UNBOUNDED_CAP_BYTES, Math.ceil(wanted)) }
}

/** What chunks come to at the most: see `decide`, which lets a keyframe go that is more than the limit. */
export const mostWaiting = ({ policy, maxBytes }: Limit, loads: readonly Load[]): number =>
  policy === 'unbounded' ? UNBOUNDED_CAP_BYTES : Math.max(maxBytes, maxBytes / 2 + largestOf(loads))

const largestOf = (loads: readonly Load[]): number =>
  Math.max(0, ...loads.map(({ largestKeyframeBytes }) => largestKeyframeBytes))
