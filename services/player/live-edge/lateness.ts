// How late chunks come, against their own timeline. Pure.
import { quantile } from '../measure/quantile.ts'

export interface LatenessWindow {
  /** A chunk that plays from `mediaSeconds` on came at `arrivalSeconds` (any steady clock). Live chunks only. */
  add(arrivalSeconds: number, mediaSeconds: number): void
  /** What all but the latest few do not exceed; undefined before the first. */
  late(): number | undefined
  /** The spread of arrivals: `late()` minus the median. */
  jitterSeconds(): number
  /** The timeline began anew. */
  clear(): void
}

/** A single straggler in twenty is cheaper as one late frame than as delay for all. */
const LATE_QUANTILE = 0.95
const WINDOW_SECONDS = 4
const MOST_SAMPLES = 512

export const createLatenessWindow = (): LatenessWindow => {
  let samples: { atSeconds: number; lateness: number }[] = []
  const lateness = () => samples.map((sample) => sample.lateness)
  return {
    add: (arrivalSeconds, mediaSeconds) => {
      samples.push({ atSeconds: arrivalSeconds, lateness: arrivalSeconds - mediaSeconds })
      const oldest = arrivalSeconds - WINDOW_SECONDS
      if (samples.length > MOST_SAMPLES || (samples[0] as { atSeconds: number }).atSeconds < oldest) {
        samples = samples.filter(({ atSeconds }) => atSeconds >= oldest).slice(-MOST_SAMPLES)
      }
    },
    late: () => quantile(lateness(), LATE_QUANTILE),
    jitterSeconds: () => {
      const all = lateness()
      return (quantile(all, LATE_QUANTILE) ?? 0) - (quantile(all, 0.5) ?? 0)
    },
    clear: () => {
      samples = []
    },
  }
}
