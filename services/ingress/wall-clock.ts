import { performance } from 'node:perf_hooks'

/**
 * The system's wall clock in µs since 1970, which is what ffmpeg stamps frames with. Date.now() has whole ms; the
 * monotonic clock has the rest, and is believed as long as the two agree.
 */
export const wallMicros = (): number => {
  const dateMicros = Date.now() * 1000
  const fineMicros = (performance.timeOrigin + performance.now()) * 1000
  return Math.round(Math.min(Math.max(fineMicros, dateMicros), dateMicros + 999))
}
