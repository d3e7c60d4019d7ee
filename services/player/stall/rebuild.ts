// Whether the renderer has to be built anew: media keeps coming, yet the picture stands still. Pure.
import { type StallThresholds, stallThresholds } from './thresholds.ts'

export interface StallView {
  /** How long the picture has stood still, s. */
  readonly stillSeconds: number
  /** How long ago the newest chunk came, s. */
  readonly silentSeconds: number
  /** How long ago the renderer was built, s. */
  readonly ageSeconds: number
}

/** Also the shortest time between two rebuilds, so that a stream that can't be played does not spin. */
export const shouldRebuild = (
  { stillSeconds, silentSeconds, ageSeconds }: StallView,
  most: StallThresholds = stallThresholds(),
): boolean => stillSeconds > most.stillSeconds && silentSeconds < most.silentSeconds && ageSeconds > most.stillSeconds
