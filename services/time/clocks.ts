// The wall clock in µs since 1970, whole. The system's may step (NTP, a suspended machine); the three wall clocks here differ
// in what they make of that: the first never follows, the second follows what is large, the third always. None of them is
// for durations: those are `steadyMicros`, which counts from some moment and only forward. tools/wall-clock.mjs holds the
// house to that.

/**
 * For durations and deadlines: µs, whole, of the monotonic clock. It says nothing of the date, no step of the system's clock
 * moves it, and it stands still while the machine is suspended.
 */
export const steadyMicros = (): number => Math.round(performance.now() * 1000)

/**
 * The wall clock as of this process's or page's start, steady from then on: for times that are compared with each other.
 * `timelineMillis` is a time on its timeline in ms (`performance.now()`, rAF, rVFC); now, if left out.
 */
export const wallMicros = (timelineMillis: number = performance.now()): number =>
  Math.round((performance.timeOrigin + timelineMillis) * 1000)

/** How far a node's clock is put wrong, for tests of the clock exchange. */
export interface ClockSkew {
  readonly offsetMicros: number
  readonly rate: number
}

// The monotonic clock is anchored to the wall clock, and anchored again when the two have drifted this far apart: stamps
// have to be comparable with other machines and never run backward meanwhile.
const STEP_MICROS = 50_000
const LOOK_EVERY_MICROS = 1_000_000

/** A node's clock: monotonic between steps of the system's. `onStep` is told of each that was followed, µs. */
export const createNodeClock = (
  skew: ClockSkew = { offsetMicros: 0, rate: 0 },
  onStep: (stepMicros: number) => void = () => {},
): (() => number) => {
  const dateMicros = () => Date.now() * 1000
  const tickMicros = () => performance.now() * 1000
  // To the µs, where Date.now() would be wrong by up to a millisecond.
  let anchorMicros = performance.timeOrigin * 1000
  let lookAtTick = tickMicros() + LOOK_EVERY_MICROS
  const startMicros = dateMicros()
  return () => {
    const tick = tickMicros()
    if (tick >= lookAtTick) {
      lookAtTick = tick + LOOK_EVERY_MICROS
      const stepMicros = dateMicros() - tick - anchorMicros
      if (Math.abs(stepMicros) > STEP_MICROS) {
        anchorMicros += stepMicros
        onStep(stepMicros)
      }
    }
    const trueMicros = anchorMicros + tick
    return Math.round(trueMicros + (trueMicros - startMicros) * skew.rate + skew.offsetMicros)
  }
}

/**
 * The system's clock, which is what other programs stamp with (ffmpeg). Date.now() has whole ms; the monotonic clock has
 * the rest, and is believed as long as the two agree.
 */
export const systemMicros = (): number => {
  const dateMicros = Date.now() * 1000
  return Math.min(Math.max(wallMicros(), dateMicros), dateMicros + 999)
}
