const FIRST_MILLIS = 50
const CAP_MILLIS = 2000

/**
 * How long to wait before retry number `attempt` (0 is the first): full jitter below a doubling ceiling, so that the
 * children of a dead parent do not come back all at once. `random` is in [0, 1).
 */
export const retryDelayMillis = (attempt: number, random: number): number =>
  random * Math.min(CAP_MILLIS, FIRST_MILLIS * 2 ** Math.min(attempt, 16))
