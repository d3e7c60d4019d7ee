// At how many pictures a second a source is published: its own rate, where it is known and fewer than are asked for. Doubled
// pictures would leave in pairs, the first of them a frame late, and show nothing new. Pure.
import type { Probe } from './probe.ts'

/** A finer tick is how a container counts (1 ms, 1/90000 s), and no rate of pictures. */
const MOST_TICKS = 120
/** So many may be of fields, of which a picture has two. */
const FEWEST_FIELDS = 47
/** What ffmpeg says of a rate is the same as what its pictures show, and more exact. */
const SAME_RATE = 0.01
/** ffmpeg rounds what it says to hundredths, and 24000/1001 is 23.98. */
const ROUNDED = 0.006

const exact = (rate: number): number => {
  const television = (Math.round(rate) * 1000) / 1001
  return Math.abs(rate - Math.round(rate)) > ROUNDED && Math.abs(rate - television) < ROUNDED ? television : rate
}

/** From what ffmpeg says alone. */
const toldRate = ({ frameRate, tickRate }: Rates): number | undefined => {
  const ticks = tickRate !== undefined && tickRate <= MOST_TICKS ? tickRate : undefined
  const least = ticks !== undefined && (ticks > FEWEST_FIELDS ? ticks / 4 : ticks / 2)
  const stands = least !== false && (frameRate === undefined || frameRate <= least)
  return stands ? ticks : frameRate
}

const readRate = (cadence: number, { frameRate, tickRate, interlaced }: Rates): number => {
  const pictures = interlaced && cadence > FEWEST_FIELDS ? cadence / 2 : cadence
  return (
    [frameRate, tickRate].find((rate) => rate !== undefined && Math.abs(rate / pictures - 1) < SAME_RATE) ?? pictures
  )
}

type Rates = Pick<Probe, 'frameRate' | 'tickRate'> & Partial<Pick<Probe, 'interlaced'>>

/**
 * ffmpeg tells the average of all pictures, and the rate at whose ticks they stand. They are the same, as a rule; where
 * the average is no more than half, the pictures stand still now and then, or there is a hole in their times, and in between they
 * come at the ticks. Where the times themselves were read, they tell it (`cadence`). All are pictures a second.
 */
export const paceOf = (asked: number, rates: Rates, cadence?: number | undefined): number => {
  const own = cadence !== undefined && cadence >= 1 ? readRate(cadence, rates) : toldRate(rates)
  return Math.min(asked, own === undefined ? asked : Math.round(exact(own) * 1000) / 1000)
}
