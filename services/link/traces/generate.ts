// Makes the traces that lie beside this file, from seeds. Pure; main.ts writes them.

import { type Random, seededRandom } from '@weir/figures'
import type { TraceRow } from '../impair.ts'

/** Two uniform numbers make a normal one (Box and Muller 1958). */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** One step of a value that wanders around 0 with standard deviation 1 and forgets within `memory` steps. */
const wander = (value: number, memory: number, random: Random): number => {
  const keep = Math.exp(-1 / memory)
  return keep * value + Math.sqrt(1 - keep * keep) * normal(random)
}

const STEP_SECONDS = 0.5

/**
 * Two minutes as in a moving car: the rate's logarithm wanders around 3 Mbit/s (Ornstein and Uhlenbeck, standard
 * deviation a factor of 2, memory 8 s), the delay around 45 ms and higher while the rate is low; about every 25 s a
 * handover of 0.5 to 1.5 s, in which next to nothing crosses.
 */
export const cellular = (seed: number): TraceRow[] => {
  const random = seededRandom(seed)
  let rate = 0
  let delay = 0
  let handover = 0
  return Array.from({ length: 240 }, (_, index) => {
    rate = wander(rate, 16, random)
    delay = wander(delay, 6, random)
    if (handover > 0) handover--
    else if (random() < STEP_SECONDS / 25) handover = 1 + Math.floor(random() * 3)
    const bits = handover > 0 ? 150_000 + 150_000 * random() : 3e6 * 2 ** rate
    const seconds = handover > 0 ? 0.12 + 0.08 * random() : 0.045 + 0.008 * delay + 0.012 * Math.max(0, -rate)
    return {
      atSeconds: index * STEP_SECONDS,
      rateBitsPerSecond: Math.round(Math.min(40e6, Math.max(150_000, bits)) / 1000) * 1000,
      delaySeconds: Math.round(Math.max(0.015, seconds) * 1e4) / 1e4,
    }
  })
}

/** Down and up again in clear steps of 10 s, at a steady delay: to see when a queue begins to grow. */
export const stepping = (): TraceRow[] =>
  [20e6, 10e6, 5e6, 2e6, 1e6, 500e3, 1e6, 2e6, 5e6, 10e6].map((rateBitsPerSecond, index) => ({
    atSeconds: index * 10,
    rateBitsPerSecond,
    delaySeconds: 0.02,
  }))

/** The columns of a trace. */
const toCsv = (rows: readonly TraceRow[]): string =>
  ['at_seconds,rate_bits_per_second,delay_seconds']
    .concat(rows.map((row) => `${row.atSeconds},${row.rateBitsPerSecond ?? ''},${row.delaySeconds ?? ''}`))
    .join('\n')
    .concat('\n')

/** File names and what stands in them. */
export const traces = (): Record<string, string> => ({
  'cellular.csv': toCsv(cellular(2024)),
  'stepping.csv': toCsv(stepping()),
})
