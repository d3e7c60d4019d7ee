// The clock in the picture: what its cells say, worked out both ways. The ingress draws the cells, the player reads them.
//
// A row of square cells, white for 1 and black for 0. First the value, least significant bit first: the ms of the wall
// clock at capture, rounded down, modulo 2^24 (it comes round every 4 h 39 min 37 s). Then eight check bits, least
// significant bit first: the CRC-8 of the value (polynomial 0x07, initial value 0, the 24 bits taken most significant
// first, nothing reflected), XORed with 0xA5 so that neither an all black nor an all white row passes. This code has a
// Hamming distance of 4 (Koopman and Chakravarty 2004): up to three misread cells are always noticed.
import type { PictureClock } from './control/catalog.ts'

export const CLOCK_VALUE_BITS = 24
export const CLOCK_CHECK_BITS = 8
/** The value comes round after this many ms. */
export const CLOCK_PERIOD_MILLIS = 2 ** CLOCK_VALUE_BITS

const POLYNOMIAL = 0x07
const FINAL_XOR = 0xa5

export type Bit = 0 | 1

const bitOf = (value: number, index: number): Bit => ((value >>> index) & 1 ? 1 : 0)

const crc8 = (value: number): number => {
  let crc = 0
  for (let index = CLOCK_VALUE_BITS - 1; index >= 0; index--) {
    const feedback = bitOf(crc, 7) ^ bitOf(value, index)
    crc = ((crc << 1) & 0xff) ^ (feedback ? POLYNOMIAL : 0)
  }
  return crc
}

/**
 * How to work out check bit `index` (0 to 7) with sums alone, for whoever has no XOR: the parity of the value's bits
 * named here, inverted when `inverted`. The CRC is linear, so each check bit is such a parity.
 */
export const clockCheckBit = (
  index: number,
): { readonly valueBits: readonly number[]; readonly inverted: boolean } => ({
  valueBits: Array.from({ length: CLOCK_VALUE_BITS }, (_, bit) => bit).filter((bit) => bitOf(crc8(2 ** bit), index)),
  inverted: bitOf(FINAL_XOR, index) === 1,
})

/** The row of cells for a wall clock time in ms since 1970. */
export const encodeClock = (millis: number): Bit[] => {
  const value = Math.floor(millis) % CLOCK_PERIOD_MILLIS
  const check = crc8(value) ^ FINAL_XOR
  return [
    ...Array.from({ length: CLOCK_VALUE_BITS }, (_, index) => bitOf(value, index)),
    ...Array.from({ length: CLOCK_CHECK_BITS }, (_, index) => bitOf(check, index)),
  ]
}

/** The value that a row of cells says, in ms modulo CLOCK_PERIOD_MILLIS; undefined when the check bits disagree. */
export const decodeClock = (cells: readonly Bit[]): number | undefined => {
  if (cells.length !== CLOCK_VALUE_BITS + CLOCK_CHECK_BITS) return undefined
  const read = (from: number, count: number): number =>
    cells.slice(from, from + count).reduce<number>((sum, cell, index) => sum + cell * 2 ** index, 0)
  const value = read(0, CLOCK_VALUE_BITS)
  return (crc8(value) ^ FINAL_XOR) === read(CLOCK_VALUE_BITS, CLOCK_CHECK_BITS) ? value : undefined
}

/** The time with this clock value that is nearest to `nearMillis`, both in ms since 1970. */
export const clockTimeMillis = (value: number, nearMillis: number): number =>
  value + Math.round((nearMillis - value) / CLOCK_PERIOD_MILLIS) * CLOCK_PERIOD_MILLIS

/** Where to look at each cell: its centre, in pixels of the coded picture. */
export const clockCellCentres = (clock: PictureClock): { readonly x: number; readonly y: number }[] =>
  Array.from({ length: clock.bits }, (_, index) => ({
    x: clock.x + index * clock.cell + clock.cell / 2,
    y: clock.y + clock.cell / 2,
  }))
