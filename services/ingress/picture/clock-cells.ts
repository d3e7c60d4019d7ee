// Draws the clock in the picture with ffmpeg's drawbox: one box a cell, switched on by an expression of the frame's own
// time. What the cells say is defined in wire's picture-clock.ts.
import { CLOCK_CHECK_BITS, CLOCK_PERIOD_MILLIS, CLOCK_VALUE_BITS, clockCheckBit, type PictureClock } from '@weir/wire'
import { blackBox, millisExpression, whiteBox } from './drawbox.ts'

const CELLS = CLOCK_VALUE_BITS + CLOCK_CHECK_BITS
const LARGEST_CELL = 32

/**
 * Where the clock stands in a picture of this size; undefined when the picture is too small for it. Cells are aligned to
 * blocks of the encoder where they can be: at 640×360 each is one macroblock.
 */
export const placeClock = (width: number, height: number): PictureClock | undefined => {
  const room = Math.min(width / (CELLS + 2), height / 8, LARGEST_CELL)
  const cell = room >= 8 ? Math.floor(room / 8) * 8 : Math.floor(room / 2) * 2
  if (cell < 2) return undefined
  const x = Math.floor((width - CELLS * cell) / 2 / cell) * cell
  return { x, y: cell, cell, bits: CELLS, checkBits: CLOCK_CHECK_BITS }
}

/** Filters that draw the cells into frames whose time is µs since `baseMillis` (ms since 1970), in seconds. */
export const clockCells = (clock: PictureClock, baseMillis: number): string[] => {
  const { x, y, cell } = clock
  const value = `mod(${millisExpression(baseMillis % CLOCK_PERIOD_MILLIS)},${CLOCK_PERIOD_MILLIS})`
  const box = (index: number, enable: string) => whiteBox(x + index * cell, y, cell, cell, enable)
  const valueBit = (index: number) => `floor(${value}/${2 ** index})`
  return [
    blackBox(x - cell / 2, y - cell / 2, (CELLS + 1) * cell, 2 * cell),
    ...Array.from({ length: CLOCK_VALUE_BITS }, (_, index) => box(index, `mod(${valueBit(index)},2)`)),
    ...Array.from({ length: CLOCK_CHECK_BITS }, (_, index) => {
      const { valueBits, inverted } = clockCheckBit(index)
      const terms = [...valueBits.map(valueBit), ...(inverted ? ['1'] : [])]
      return box(CLOCK_VALUE_BITS + index, `mod(${terms.join('+')},2)`)
    }),
  ]
}
