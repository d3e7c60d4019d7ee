// At how many pictures a second a source is published: its own rate, where it is known and fewer than are asked for. Doubled
// pictures would leave in pairs, the first of them a frame late, and show nothing new. Pure.
import type { Probe } from './probe.ts'

/** A finer tick is how a container counts (1 ms, 1/90000 s), and no rate of pictures. */
const MOST_TICKS = 120
/** So many may be of fields, of which a picture has two. */
const FEWEST_FIELDS = 47

/**
 * ffmpeg tells the average of all pictures, and the rate at whose ticks they stand. They are the same, as a rule; where
 * the average is no more than half, the pictures stand still now and then, or there is a hole in their times, and in between they
 * come at the ticks. All are pictures a second.
 */
export const paceOf = (asked: number, { frameRate, tickRate }: Pick<Probe, 'frameRate' | 'tickRate'>): number => {
  const ticks = tickRate !== undefined && tickRate <= MOST_TICKS ? tickRate : undefined
  const least = ticks !== undefined && (ticks > FEWEST_FIELDS ? ticks / 4 : ticks / 2)
  const stands = least !== false && (frameRate === undefined || frameRate <= least)
  return Math.min(asked, (stands ? ticks : frameRate) ?? asked)
}
