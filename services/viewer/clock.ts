// Clock offset to the parent by the four-timestamp exchange (RFC 5905, section 8): of the last eight samples the one
// with the smallest round trip wins, and half that round trip bounds its error. Pure.
export interface ClockSample {
  readonly t0: number
  readonly t1: number
  readonly t2: number
  readonly t3: number
}

export interface ClockEstimate {
  /** Add to a stamp of this side to get the parent's clock, µs. */
  readonly offsetMicros: number
  readonly errorMicros: number
}

const SAMPLES = 8

export const createClockEstimator = () => {
  const samples: ClockEstimate[] = []
  return {
    add: ({ t0, t1, t2, t3 }: ClockSample): void => {
      samples.push({ offsetMicros: (t1 - t0 + t2 - t3) / 2, errorMicros: Math.max(0, t3 - t0 - (t2 - t1)) / 2 })
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
