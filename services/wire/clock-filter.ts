// The parent's clock against a viewer's own, by the four-timestamp exchange (RFC 5905, section 8): of the last eight
// samples the one with the smallest round trip counts, and half that round trip bounds its error. An older one that knows it
// better still counts instead, with a bound that has grown with its age: on a link that has filled up every new exchange
// waits in a queue. A sample that the others can't be reconciled with means that a clock was put right, and begins anew; one
// between whose stamps a clock stepped tells nothing. Pure.
import { clockSample } from './clock-sample.ts'

export interface ClockEstimate {
  /** Parent's clock minus the viewer's, in µs: add it to a stamp of the viewer. */
  readonly offsetMicros: number
  /** ± bound, in µs. */
  readonly errorMicros: number
}

interface Sample extends ClockEstimate {
  readonly atMicros: number
}

const SAMPLES = 8
/** What clocks may drift apart within eight samples, and more. */
const DRIFT_MICROS = 20_000
/** What they drift apart at most, µs per µs: 500 ppm each (RFC 5905, appendix A.1). */
const DRIFT_RATE = 0.001

/** The bound as it is at `nowMicros`. */
const aged = (sample: Sample, nowMicros: number): Sample => ({
  ...sample,
  errorMicros: sample.errorMicros + DRIFT_RATE * Math.max(0, nowMicros - sample.atMicros),
  atMicros: nowMicros,
})

const better = <Estimate extends ClockEstimate>(one: Estimate | undefined, other: Estimate): Estimate =>
  one && one.errorMicros <= other.errorMicros ? one : other

export const createClockFilter = () => {
  let samples: readonly Sample[] = []
  /** The best of those before. */
  let kept: Sample | undefined
  const clear = (): void => {
    samples = []
    kept = undefined
  }
  return {
    /** Returns whether it could be used: if not, a clock stepped between its stamps. */
    add: (t0: number, t1: number, t2: number, t3: number): boolean => {
      const { offsetMicros, delayMicros } = clockSample(t0, t1, t2, t3)
      if (t3 < t0 || t2 < t1 || delayMicros < -DRIFT_MICROS) return false
      const sample = { offsetMicros, errorMicros: Math.max(0, delayMicros) / 2, atMicros: t3 }
      if (kept) kept = aged(kept, t3)
      const agrees = [...samples, ...(kept ? [kept] : [])].every(
        (other) => Math.abs(other.offsetMicros - offsetMicros) <= other.errorMicros + sample.errorMicros + DRIFT_MICROS,
      )
      if (!agrees) clear()
      const [oldest] = samples
      if (oldest && samples.length === SAMPLES) {
        kept = better(kept, aged(oldest, t3))
        samples = samples.slice(1)
      }
      samples = [...samples, sample]
      return true
    },
    /** Undefined before the first sample. */
    best: (): ClockEstimate | undefined => {
      const best = samples.reduce<Sample | undefined>(better, kept)
      return best && { offsetMicros: best.offsetMicros, errorMicros: best.errorMicros }
    },
    clear,
  }
}
