import { performance } from 'node:perf_hooks'

/** How far this node's clock is put wrong, for tests of the clock exchange. */
export interface ClockSkew {
  readonly offsetMicros: number
  readonly rate: number
}

// The monotonic clock is anchored to the wall clock, and anchored again when the two have drifted this far apart (a
// step by NTP, a suspended machine): stamps have to be comparable with other machines and never run backward meanwhile.
const STEP_MICROS = 50_000
const LOOK_EVERY_MICROS = 1_000_000

/** A clock that tells µs since 1970, whole, monotonic between steps of the system's clock. */
export const createNodeClock = (skew: ClockSkew = { offsetMicros: 0, rate: 0 }): (() => number) => {
  const wallMicros = () => Date.now() * 1000
  const tickMicros = () => performance.now() * 1000
  // To the µs, where Date.now() would be wrong by up to a millisecond.
  let anchorMicros = performance.timeOrigin * 1000
  let lookAtTick = tickMicros() + LOOK_EVERY_MICROS
  const startMicros = wallMicros()
  return () => {
    const tick = tickMicros()
    if (tick >= lookAtTick) {
      lookAtTick = tick + LOOK_EVERY_MICROS
      const stepMicros = wallMicros() - tick - anchorMicros
      if (Math.abs(stepMicros) > STEP_MICROS) anchorMicros += stepMicros
    }
    const trueMicros = anchorMicros + tick
    return Math.round(trueMicros + (trueMicros - startMicros) * skew.rate + skew.offsetMicros)
  }
}
