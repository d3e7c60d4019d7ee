import type { Stage } from './stage.ts'

/** Propagation: every piece takes as long as the link is at the moment when it enters. */
export const createDelay =
  (delayAt: (atSeconds: number) => number): Stage =>
  (atSeconds) =>
    atSeconds + delayAt(atSeconds)
