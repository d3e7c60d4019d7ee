// How far the node's clock is ahead of the wall clock that ffmpeg stamps frames with.

/** Read between two looks at the wall clock, the node's clock is known to within the time between them. */
const NARROW_MICROS = 100
const MOST_TRIES = 5

/**
 * Reads both clocks. The process can be held up between one reading and the next, and what that took would count as
 * skew: of a few tries the one that was over soonest is taken.
 */
export const readSkewMicros = (nodeMicros: () => number, wallMicros: () => number): number => {
  let best = { tookMicros: Number.POSITIVE_INFINITY, skewMicros: 0 }
  for (let tries = 0; tries < MOST_TRIES && best.tookMicros > NARROW_MICROS; tries++) {
    const before = wallMicros()
    const node = nodeMicros()
    const after = wallMicros()
    const tookMicros = Math.abs(after - before)
    if (tookMicros < best.tookMicros) best = { tookMicros, skewMicros: node - (before + after) / 2 }
  }
  return best.skewMicros
}
