// Whether the renderer has to be built anew: media keeps coming, yet the picture stands still. Another begins with the newest
// keyframe, so that it has to have a chance to do better than this one: one that still decodes is on its way from there
// already. Pure.
import { type StallThresholds, stallThresholds } from './thresholds.ts'
export interface StallView {
  /** How long the picture has stood still, s. */
  readonly stillSeconds: number
  /** How long nothing was decoded, shown or not, s. */
  readonly idleSeconds: number
  /** How long ago the newest chunk of the picture came, s. */
  readonly silentSeconds: number
  /** How long ago the renderer was built, s. */
  readonly ageSeconds: number
  /** A group has begun since the one that the renderer was built with. */
  readonly newerGroup: boolean
  /** Renderers before this one that were given up in a row. */
  readonly failures: number
}

/** Decoding that shows nothing, s. */
const DECODING_SECONDS = 10
const MOST_PATIENCE = 20

/** Also the shortest time between two rebuilds, which doubles, so that a stream that can't be played does not spin. */
export const shouldRebuild = (view: StallView, most: StallThresholds = stallThresholds()): boolean => {
  const patience = Math.min(MOST_PATIENCE, 2 ** view.failures)
  const idleSeconds = most.stillSeconds * patience
  if (view.silentSeconds >= most.silentSeconds || view.ageSeconds <= idleSeconds) return false
  return view.idleSeconds > idleSeconds || (view.newerGroup && view.stillSeconds > DECODING_SECONDS * patience)
}
