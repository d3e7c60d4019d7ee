// Whether the renderer has to be built anew: media keeps coming, yet the picture stands still. Another begins with the newest
// keyframe, so that it has to have a chance to do better than this one: one that still decodes is on its way from there
// already. Pure.
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

const IDLE_SECONDS = 3
/** Decoding that shows nothing, s. */
const STILL_SECONDS = 10
const SILENT_SECONDS = 0.5
const MOST_PATIENCE = 20

/** Also the shortest time between two rebuilds, which doubles, so that a stream that can't be played does not spin. */
export const shouldRebuild = (view: StallView): boolean => {
  const patience = Math.min(MOST_PATIENCE, 2 ** view.failures)
  if (view.silentSeconds >= SILENT_SECONDS || view.ageSeconds <= IDLE_SECONDS * patience) return false
  return view.idleSeconds > IDLE_SECONDS * patience || (view.newerGroup && view.stillSeconds > STILL_SECONDS * patience)
}
