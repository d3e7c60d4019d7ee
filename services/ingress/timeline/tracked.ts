// The timeline of a source that keeps its own pace, such as a webcam: follows the capture times, but smoothly, since a
// decoder's buffer wants frames that join. A phase-locked loop of the second order: `interval` follows the frame rate that
// really comes, `decodeTime` the capture times, and neither by more than a step a frame.
import type { Placement } from './counted.ts'

/** State between frames; all in µs. */
export interface Tracking {
  readonly decodeMicros: number
  readonly intervalMicros: number
  /** Since when decode and capture time have been too far apart, as a capture time. */
  readonly astrayMicros: number | undefined
  readonly captureMicros: number
  readonly discontinuity: boolean
}

const INTERVAL_GAIN = 1 / 8
const PHASE_GAIN = 1 / 32
/** The most that one frame's place is moved, as a part of the interval: below what a player takes for a gap. */
const LARGEST_STEP = 1 / 32
/** A gap this long between two captures is no measure of the frame rate. */
const LONGEST_INTERVAL = 3
/** Apart by this much for this long, the timeline jumps: frames were lost, and no burst made up for them. */
const ASTRAY_MICROS = 500_000
const PATIENCE_MICROS = 1_000_000

const clamp = (value: number, most: number): number => Math.max(-most, Math.min(most, value))

/** The place of the next frame, captured at `captureMicros` after the start of the run. */
export const track = (before: Tracking | undefined, captureMicros: number, nominalMicros: number): Tracking => {
  if (!before) {
    return {
      decodeMicros: Math.max(0, captureMicros),
      intervalMicros: nominalMicros,
      astrayMicros: undefined,
      captureMicros,
      discontinuity: false,
    }
  }
  const gap = captureMicros - before.captureMicros
  const counts = gap > 0 && gap < LONGEST_INTERVAL * before.intervalMicros
  const intervalMicros = counts
    ? before.intervalMicros + (gap - before.intervalMicros) * INTERVAL_GAIN
    : before.intervalMicros
  const expected = before.decodeMicros + before.intervalMicros
  const error = captureMicros - expected
  const astray = Math.abs(error) > ASTRAY_MICROS
  const since = astray ? (before.astrayMicros ?? captureMicros) : undefined
  // Never backward: what was published cannot be taken back, and a late timeline is caught up with by small steps.
  if (since !== undefined && error > 0 && captureMicros - since >= PATIENCE_MICROS) {
    return { decodeMicros: captureMicros, intervalMicros, astrayMicros: undefined, captureMicros, discontinuity: true }
  }
  const step = clamp(error * PHASE_GAIN, before.intervalMicros * LARGEST_STEP)
  return { decodeMicros: expected + step, intervalMicros, astrayMicros: since, captureMicros, discontinuity: false }
}

/** A tracking's frame in ticks. */
export const trackedPlacement = (tracking: Tracking, timescale: number): Placement => ({
  decodeTime: Math.round((tracking.decodeMicros * timescale) / 1e6),
  duration: Math.round((tracking.intervalMicros * timescale) / 1e6),
  discontinuity: tracking.discontinuity,
})
