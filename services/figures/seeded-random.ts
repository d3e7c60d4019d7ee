/** Gives numbers from 0 up to, not including, 1, as Math.random does. */
export type Random = () => number

/**
 * A generator whose numbers `seed` fixes, so that a run can be repeated: mulberry32 (Ettinger 2017, public domain), 32 bits
 * of state, fit for emulation only.
 */
export const seededRandom = (seed: number): Random => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
