const FIRST_MILLIS = 200
const CAP_MILLIS = 5_000

/**
 * How long to wait before a source is started for the `attempt`th time after it failed (0 is the first): between half
 * and all of a doubling ceiling. `random` is in [0, 1).
 */
export const retryDelayMillis = (attempt: number, random: number): number => {
  const ceiling = Math.min(CAP_MILLIS, FIRST_MILLIS * 2 ** Math.min(attempt, 10))
  return ceiling / 2 + (random * ceiling) / 2
}
