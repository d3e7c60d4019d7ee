// From when on a picture that stands still is a fault, by the rate at which pictures are announced. Pure.

/** Over six frames of 30 fps. Shorter than this is judder, and shows in glass-to-glass. */
export const STALL_SECONDS = 0.2
const STILL_SECONDS = 3
const SILENT_SECONDS = 0.5
/** What these are made for. */
const USUAL_RATE = 30

export interface StallThresholds {
  /** A picture that stands for longer has stalled. */
  readonly stallSeconds: number
  /** One that stands for longer, while media comes, will not go on by itself. */
  readonly stillSeconds: number
  /** Media comes: the newest chunk is no older. */
  readonly silentSeconds: number
}

/** Of fewer pictures a second each stands for longer, and the next chunk comes later. */
export const stallThresholds = (frameRate = USUAL_RATE): StallThresholds => {
  const longerSeconds = Math.max(0, 1 / Math.max(1, frameRate) - 1 / USUAL_RATE)
  return {
    stallSeconds: STALL_SECONDS + longerSeconds,
    stillSeconds: STILL_SECONDS + 2 * longerSeconds,
    silentSeconds: SILENT_SECONDS + longerSeconds,
  }
}
