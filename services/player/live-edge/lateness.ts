// How late chunks come, against their own timeline. Pure.
import { quantile } from '@weir/figures'

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
/**
 * What came later than this after the median came after a stall, not by jitter: waiting for the next one would cost every
 * viewer that much latency.
 */
const MOST_JITTER_SECONDS = 0.2
/** What came later than the newest by more than this was held up until now: by a browser that slept, by a link. That is over. */
const HELD_UP_SECONDS = 0.5
const WINDOW_SECONDS = 4
const MOST_SAMPLES = 512

export const createLatenessWindow = (): LatenessWindow => {
  let samples: { atSeconds: number; lateness: number }[] = []
  const quantiles = () => {
    const all = samples.map((sample) => sample.lateness)
    const median = quantile(all, 0.5)
    const late = quantile(all, LATE_QUANTILE)
    return median === undefined || late === undefined
      ? undefined
      : { median, late: Math.min(late, median + MOST_JITTER_SECONDS) }
  }
  return {
    add: (arrivalSeconds, mediaSeconds) => {
      const latest = arrivalSeconds - mediaSeconds + HELD_UP_SECONDS
      if (samples.some(({ lateness }) => lateness > latest))
        samples = samples.filter(({ lateness }) => lateness <= latest)
      samples.push({ atSeconds: arrivalSeconds, lateness: arrivalSeconds - mediaSeconds })
      const oldest = arrivalSeconds - WINDOW_SECONDS
      if (samples.length > MOST_SAMPLES || (samples[0] as { atSeconds: number }).atSeconds < oldest) {
        samples = samples.filter(({ atSeconds }) => atSeconds >= oldest).slice(-MOST_SAMPLES)
      }
    },
    late: () => quantiles()?.late,
    jitterSeconds: () => {
      const found = quantiles()
      return found ? found.late - found.median : 0
    },
    clear: () => {
      samples = []
    },
  }
}
