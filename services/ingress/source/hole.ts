/** Nothing of any track, on the film's own timeline. */
export interface Hole {
  readonly middleSeconds: number
  readonly seconds: number
}

/**
 * A step in a source's times that is longer than this is cut to it, unless more is known. A source without sound has nothing to
 * keep in step with.
 */
export const LONGEST_HOLE_SECONDS = { silent: 1, sounding: 2 } as const
