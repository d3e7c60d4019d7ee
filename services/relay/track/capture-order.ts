// Whether a chunk's capture time and its receive stamp are of one clock. The system's clock may step between the two, and
// what is stamped by whom follows it sooner or later: then a path would seem hours long, or begin in the future. On the
// steady clock captures come one after another and are over before they are received: one that seems to come before the
// last, or in the future, is in doubt. Pure; one for each track.

/** Readings of clocks that step, and pictures that are sent in another order than they were taken in, are off by less. */
const SLACK_MICROS = 500_000
/** What goes on for longer is no step, but another clock: it is taken as it is. */
const LONGEST_MICROS = 1_000_000

export const createCaptureOrder = () => {
  let lastMicros = Number.NEGATIVE_INFINITY
  let oddSinceMicros: number | undefined
  /** `receiveMicros` and `steadyMicros` are of one moment, `captureMicros` and `receiveMicros` of one clock, if it has not stepped. */
  return (captureMicros: number, receiveMicros: number, steadyMicros: number): boolean => {
    const capturedMicros = steadyMicros - (receiveMicros - captureMicros)
    const isOdd = capturedMicros < lastMicros - SLACK_MICROS || capturedMicros > steadyMicros + SLACK_MICROS
    if (isOdd) {
      oddSinceMicros ??= steadyMicros
      if (steadyMicros - oddSinceMicros <= LONGEST_MICROS) return false
    } else oddSinceMicros = undefined
    lastMicros = capturedMicros
    return true
  }
}
