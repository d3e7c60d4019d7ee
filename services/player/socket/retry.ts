// When to dial again, and where. Pure.
import type { Backoff } from '@weir/time'

export interface RetryPolicy extends Backoff {
  /** Failures in a row at one edge before the next one in the list gets a turn. */
  readonly failuresBeforeNext: number
}

export const RETRY: RetryPolicy = { firstMillis: 50, mostMillis: 1000, failuresBeforeNext: 4 }

/**
 * The address for this attempt: home first, then one turn for each of the others between further tries at home, since
 * home is where this page came from and most often is back within a second.
 */
export const addressFor = (
  attempt: number,
  home: string,
  others: readonly string[],
  policy: RetryPolicy = RETRY,
): string => {
  if (attempt < policy.failuresBeforeNext || others.length === 0) return home
  const turn = attempt - policy.failuresBeforeNext
  return turn % 2 === 1 ? home : (others[Math.floor(turn / 2) % others.length] as string)
}
