import type { Random } from '@weir/figures'
import type { Stage } from './stage.ts'

/**
 * Spreads pieces evenly over ±`halfWidthSeconds`. A piece may come out earlier than it went in: the stage stands behind
 * the delay, and the pipeline sees to it that none leaves before it was sent, or before the one before it. Under TCP
 * order is kept, so that on a busy link the late ones hold up the others and the mean moves towards +half-width.
 */
export const createJitter =
  (halfWidthSeconds: number, random: Random): Stage =>
  (atSeconds) =>
    atSeconds + halfWidthSeconds * (2 * random() - 1)
