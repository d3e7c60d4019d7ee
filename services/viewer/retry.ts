/** When and where to try again. Times in ms. */
export interface RetryPolicy {
  readonly firstMillis: number
  readonly mostMillis: number
}

export const RETRY: RetryPolicy = { firstMillis: 50, mostMillis: 1000 }

/**
 * Doubling delay, capped, of which the upper half is random ("equal jitter", Brooker 2015), so that the viewers of an
 * edge that died don't come back as one. `attempt` counts failures from 0, `random` is in [0, 1).
 */
export const retryDelayMillis = (attempt: number, random: number, policy: RetryPolicy = RETRY): number => {
  const full = Math.min(policy.mostMillis, policy.firstMillis * 2 ** Math.min(attempt, 20))
  return full / 2 + (random * full) / 2
}
