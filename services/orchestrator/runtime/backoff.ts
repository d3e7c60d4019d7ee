// How long to wait before a dead child is started again. Pure.

const FIRST_SECONDS = 0.1
const MOST_SECONDS = 10
/** A child that ran this long is taken to have been well. */
const WELL_SECONDS = 10

/**
 * Seconds until the next start. `failures` counts the deaths in a row, this one included; `random` is from 0 to 1 and
 * spreads it by half, so that children that died together don't come back together.
 */
export const backoffSeconds = (failures: number, random: number): number =>
  Math.min(MOST_SECONDS, FIRST_SECONDS * 2 ** (failures - 1)) * (0.75 + random / 2)

/** Deaths in a row, after another one that followed `ranSeconds` of running. */
export const failuresAfter = (failures: number, ranSeconds: number): number =>
  ranSeconds >= WELL_SECONDS ? 1 : failures + 1
