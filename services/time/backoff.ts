// How long to wait before trying again. Pure: the random number is the caller's.

export interface Backoff {
  /** What the wait is a part of: at first, doubled from retry to retry, and in the end. */
  readonly firstMillis: number
  readonly mostMillis: number
  /** The part, at least and at most, so that those who failed together don't come back together. EQUAL_JITTER if left out. */
  readonly jitter?: readonly [least: number, most: number]
}

/** As named by Brooker, "Exponential Backoff And Jitter" (2015): the first spreads a crowd best, the second never dials at once. */
export const FULL_JITTER = [0, 1] as const
const EQUAL_JITTER = [0.5, 1] as const

/** ms to wait before retry number `attempt` (0 is the first). `random` is in [0, 1). */
export const backoffMillis = (backoff: Backoff, attempt: number, random: number): number => {
  const { firstMillis, mostMillis, jitter = EQUAL_JITTER } = backoff
  const [least, most] = jitter
  return Math.min(mostMillis, firstMillis * 2 ** attempt) * (least + random * (most - least))
}
