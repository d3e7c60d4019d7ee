// The parent's clock against a viewer's own, by the four-timestamp exchange (RFC 5905, section 8): of the last eight
// samples the one with the smallest round trip counts, and half that round trip bounds its error. A sample that the others
// can't be reconciled with means that a clock was put right, and begins anew. Pure.
import { clockSample } from './clock-sample.ts'

export interface ClockEstimate {
  /** Parent's clock minus the viewer's, in µs: add it to a stamp of the viewer. */
  readonly offsetMicros: number
  /** ± bound, in µs. */
  readonly errorMicros: number
}

const SAMPLES = 8
/** What clocks may drift apart within eight samples, and more. */
const DRIFT_MICROS = 20_000

export const createClockFilter = () => {
  const samples: ClockEstimate[] = []
  return {
    add: (t0: number, t1: number, t2: number, t3: number): void => {
      const { offsetMicros, delayMicros } = clockSample(t0, t1, t2, t3)
      const sample = { offsetMicros, errorMicros: Math.max(0, delayMicros) / 2 }
      const agrees = samples.every(
        (other) => Math.abs(other.offsetMicros - offsetMicros) <= other.errorMicros + sample.errorMicros + DRIFT_MICROS,
      )
      if (!agrees) samples.length = 0
      samples.push(sample)
      if (samples.length > SAMPLES) samples.shift()
    },
    /** Undefined before the first sample. */
    best: (): ClockEstimate | undefined =>
      samples.reduce<ClockEstimate | undefined>(
        (best, sample) => (best && best.errorMicros <= sample.errorMicros ? best : sample),
        undefined,
      ),
    clear: (): void => {
      samples.length = 0
    },
  }
}
