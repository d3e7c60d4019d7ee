// When a dead child is started again. Pure.
import type { Backoff } from '@weir/time'

export const RESTART: Backoff = { firstMillis: 100, mostMillis: 10_000, jitter: [0.75, 1.25] }
/** A child that ran this long is taken to have been well. */
const WELL_SECONDS = 10

/** Deaths in a row, after another one that followed `ranSeconds` of running. */
export const failuresAfter = (failures: number, ranSeconds: number): number =>
  ranSeconds >= WELL_SECONDS ? 1 : failures + 1
