// Whether the renderer has to be built anew: media keeps coming, yet the picture stands still. Pure.
export interface StallView {
  /** How long the picture has stood still, s. */
  readonly stillSeconds: number
  /** How long ago the newest chunk came, s. */
  readonly silentSeconds: number
  /** How long ago the renderer was built, s. */
  readonly ageSeconds: number
}

const STILL_SECONDS = 3
const SILENT_SECONDS = 0.5

/** Also the shortest time between two rebuilds, so that a stream that can't be played does not spin. */
export const shouldRebuild = ({ stillSeconds, silentSeconds, ageSeconds }: StallView): boolean =>
  stillSeconds > STILL_SECONDS && silentSeconds < SILENT_SECONDS && ageSeconds > STILL_SECONDS
