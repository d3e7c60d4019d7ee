// What one exchange of four stamps says of two clocks (RFC 5905, section 8): the request is sent by the one at t0 and received
// by the other at t1, the answer sent at t2 and received at t3. Pure.

export interface ClockSample {
  /** θ: the other's clock minus the asker's, µs. It is wrong by half the delay at most. */
  readonly offsetMicros: number
  /** δ: the way there and back, µs; below 0 when a clock stepped between the stamps. */
  readonly delayMicros: number
}

export const clockSample = (t0Micros: number, t1Micros: number, t2Micros: number, t3Micros: number): ClockSample => ({
  offsetMicros: (t1Micros - t0Micros + (t2Micros - t3Micros)) / 2,
  delayMicros: t3Micros - t0Micros - (t2Micros - t1Micros),
})
