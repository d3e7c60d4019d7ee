// Takes the four stamps of clock exchanges with a parent, gives the parent's clock minus our own and how far that can
// be wrong. Owns the last exchanges and nothing else: the caller sends the messages and reads the clocks.
//
// The model: within the window both clocks run at constant rates. Then an exchange at time t proves that the offset at
// t lies within θ ± δ/2 (RFC 5905 section 8: the true delay of each way is somewhere between 0 and δ), and two
// exchanges prove between which bounds the rate of drift lies. The estimate follows the least-squares line through the
// window's points, inside what is proved; its bound is that of the exchange it starts from, plus the width of the proved
// rate times the exchange's age. A drift that bends is allowed for by WANDER; a jump is found when an exchange
// contradicts the bound, and begins the window anew.
import { clockSample } from '@weir/wire'

export interface OffsetOptions {
  /** Smallest step of the stamps, µs. */
  readonly resolutionMicros?: number
  /** Fastest drift that is thought possible, µs per µs. Default 0.001: RFC 5905's 500 ppm for each of two clocks. */
  readonly maxRate?: number
}

export interface OffsetEstimate {
  /** Parent's clock minus ours, whole µs. */
  readonly offsetMicros: number
  /** ± bound of the offset, whole µs, at least the stamps' resolution. */
  readonly errorMicros: number
  /** Smallest round trip of the last eight exchanges, µs. */
  readonly rttMicros: number
}

export interface OffsetEstimator {
  /** One exchange: request sent (ours), received, answered (parent's), answer received (ours). False: a clock stepped meanwhile. */
  sample(t0Micros: number, t1Micros: number, t2Micros: number, t3Micros: number): boolean
  /** The offset at `nowMicros` of our clock; undefined before the first exchange. */
  estimate(nowMicros: number): OffsetEstimate | undefined
}

interface Point {
  readonly atMicros: number
  readonly offsetMicros: number
  readonly boundMicros: number
  readonly delayMicros: number
}

interface Rate {
  readonly perMicro: number
  readonly boundPerMicro: number
}

/** Of this many exchanges in a row the one with the smallest delay counts. */
const FILTER_LENGTH = 8
/** Points of the drift fit. */
const WINDOW_LENGTH = 32
/** How much a clock's rate may change within a window: temperature does less. */
const WANDER = 1e-6

const leastSquaresSlope = (points: readonly Point[]): number => {
  const mean = (pick: (point: Point) => number) => points.reduce((sum, point) => sum + pick(point), 0) / points.length
  const meanAt = mean((point) => point.atMicros)
  const meanOffset = mean((point) => point.offsetMicros)
  const across = mean((point) => (point.atMicros - meanAt) * (point.offsetMicros - meanOffset))
  const spread = mean((point) => (point.atMicros - meanAt) ** 2)
  return spread === 0 ? 0 : across / spread
}

/** The drift that the points allow, or undefined when no constant drift explains them. */
const fitRate = (points: readonly Point[], maxRate: number): Rate | undefined => {
  let low = -maxRate
  let high = maxRate
  // Plain loops: 500 pairs a few times a second on each link, on the thread that forwards chunks.
  for (let right = 1; right < points.length; right++) {
    const later = points[right] as Point
    for (let left = 0; left < right; left++) {
      const earlier = points[left] as Point
      const apart = later.atMicros - earlier.atMicros
      if (apart <= 0) continue
      const slope = (later.offsetMicros - earlier.offsetMicros) / apart
      const slack = (later.boundMicros + earlier.boundMicros) / apart + WANDER
      low = Math.max(low, slope - slack)
      high = Math.min(high, slope + slack)
    }
  }
  if (low > high) return undefined
  const perMicro = Math.min(high, Math.max(low, leastSquaresSlope(points)))
  return { perMicro, boundPerMicro: Math.max(high - perMicro, perMicro - low) + WANDER }
}

const smallestDelay = (points: readonly Point[]): Point | undefined =>
  points.reduce<Point | undefined>(
    (best, point) => (best && best.delayMicros <= point.delayMicros ? best : point),
    undefined,
  )

/**
 * An estimator for one link. A step of either clock that stays within the bound cannot be told from delay, and shows
 * only once a later exchange contradicts it.
 */
export const createOffsetEstimator = (options: OffsetOptions = {}): OffsetEstimator => {
  const { resolutionMicros = 1, maxRate = 1e-3 } = options
  const unknownRate: Rate = { perMicro: 0, boundPerMicro: maxRate }
  let recent: Point[] = []
  let window: Point[] = []
  let rate = unknownRate

  const boundAt = (point: Point, nowMicros: number): number =>
    point.boundMicros + rate.boundPerMicro * Math.abs(nowMicros - point.atMicros)

  /** The exchange that says most about `nowMicros`. */
  const bestAt = (nowMicros: number): Point | undefined =>
    [...window, ...recent].reduce<Point | undefined>(
      (best, point) => (best && boundAt(best, nowMicros) <= boundAt(point, nowMicros) ? best : point),
      undefined,
    )

  const offsetAt = (point: Point, nowMicros: number): number =>
    point.offsetMicros + rate.perMicro * (nowMicros - point.atMicros)

  const restart = (): void => {
    recent = []
    window = []
    rate = unknownRate
  }

  const contradicts = (point: Point): boolean => {
    const best = bestAt(point.atMicros)
    if (!best) return false
    const apart = Math.abs(point.offsetMicros - offsetAt(best, point.atMicros))
    return apart > point.boundMicros + boundAt(best, point.atMicros)
  }

  const addToWindow = (point: Point): void => {
    window = [...window, point].slice(-WINDOW_LENGTH)
    const fitted = fitRate(window, maxRate)
    if (fitted) rate = fitted
    else {
      restart()
      recent = [point]
      window = [point]
    }
  }

  return {
    sample: (t0Micros, t1Micros, t2Micros, t3Micros) => {
      const { offsetMicros, delayMicros } = clockSample(t0Micros, t1Micros, t2Micros, t3Micros)
      // Four truncated stamps move θ and δ/2 by one step each; the drift moves δ while the exchange lasts.
      const slackMicros = 2 * resolutionMicros + maxRate * Math.max(0, t3Micros - t0Micros)
      // A delay below zero: a clock stepped between the stamps. The next exchange will contradict the old ones.
      if (!(t3Micros >= t0Micros && t2Micros >= t1Micros && delayMicros >= -slackMicros)) return false
      const point: Point = {
        atMicros: (t0Micros + t3Micros) / 2,
        offsetMicros,
        boundMicros: Math.max(0, delayMicros) / 2 + slackMicros,
        delayMicros: Math.max(0, delayMicros),
      }
      const newest = recent.at(-1)
      if ((newest && point.atMicros < newest.atMicros) || contradicts(point)) restart()
      recent = [...recent, point].slice(-FILTER_LENGTH)
      const filtered = smallestDelay(recent)
      if (filtered && !window.includes(filtered)) addToWindow(filtered)
      return true
    },
    estimate: (nowMicros) => {
      const best = bestAt(nowMicros)
      if (!best) return undefined
      return {
        offsetMicros: Math.round(offsetAt(best, nowMicros)),
        // Half a µs more for the rounding of the offset.
        errorMicros: Math.max(Math.ceil(boundAt(best, nowMicros) + 0.5), Math.ceil(resolutionMicros)),
        rttMicros: smallestDelay(recent)?.delayMicros ?? best.delayMicros,
      }
    },
  }
}
