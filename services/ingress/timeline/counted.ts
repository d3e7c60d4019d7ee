/** Where a frame stands on the media timeline, in ticks. */
export interface Placement {
  readonly decodeTime: number
  readonly duration: number
  /** The frame does not follow on from the one before. */
  readonly discontinuity: boolean
}

/**
 * The timeline of a source whose filters make a constant frame rate: frame n stands at n / rate exactly, whatever jitter
 * its capture had.
 */
export const countedPlacement = (index: number, frameRate: number, timescale: number): Placement => {
  const decodeTime = Math.round((index * timescale) / frameRate)
  return {
    decodeTime,
    duration: Math.round(((index + 1) * timescale) / frameRate) - decodeTime,
    discontinuity: false,
  }
}
