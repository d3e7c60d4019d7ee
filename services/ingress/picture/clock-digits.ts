// The clock for people: UTC as hours, minutes, seconds and ms in seven-segment digits, of boxes like the cells. ffmpeg's
// drawtext would need a font, which a container and the static build have not.
import type { PictureClock } from '@weir/wire'
import { blackBox, millisExpression, whiteBox } from './drawbox.ts'

const DAY_MILLIS = 86_400_000

/** Each digit from the left: ms in one step of it, how many values it takes, and whether a gap follows. */
const DIGITS = [
  { stepMillis: 36_000_000, values: 10, gap: false },
  { stepMillis: 3_600_000, values: 10, gap: true },
  { stepMillis: 600_000, values: 6, gap: false },
  { stepMillis: 60_000, values: 10, gap: true },
  { stepMillis: 10_000, values: 6, gap: false },
  { stepMillis: 1_000, values: 10, gap: true },
  { stepMillis: 100, values: 10, gap: false },
  { stepMillis: 10, values: 10, gap: false },
  { stepMillis: 1, values: 10, gap: false },
] as const

/** Segments of a digit of 4 by 8 units, with the digits that light them. */
const SEGMENTS = [
  { x: 0, y: 0, width: 4, height: 1, digits: [0, 2, 3, 5, 6, 7, 8, 9] },
  { x: 3, y: 0, width: 1, height: 4, digits: [0, 1, 2, 3, 4, 7, 8, 9] },
  { x: 3, y: 4, width: 1, height: 4, digits: [0, 1, 3, 4, 5, 6, 7, 8, 9] },
  { x: 0, y: 7, width: 4, height: 1, digits: [0, 2, 3, 5, 6, 8, 9] },
  { x: 0, y: 4, width: 1, height: 4, digits: [0, 2, 6, 8] },
  { x: 0, y: 0, width: 1, height: 4, digits: [0, 4, 5, 6, 8, 9] },
  { x: 0, y: 3.5, width: 4, height: 1, digits: [2, 3, 4, 5, 6, 8, 9] },
] as const
const DIGIT_UNITS = 6
const GAP_UNITS = 2
const HEIGHT_UNITS = 8

/** Filters that draw the digits below the cells; times as for clockCells. */
export const clockDigits = (clock: PictureClock, baseMillis: number): string[] => {
  const unit = Math.max(1, Math.floor(clock.cell / 4))
  const left = clock.x
  const top = clock.y + 2 * clock.cell
  const ofDay = `mod(${millisExpression(baseMillis % DAY_MILLIS)},${DAY_MILLIS})`
  const gapsBefore = (index: number) => DIGITS.slice(0, index).filter((digit) => digit.gap).length
  const digitLeft = (index: number) => left + unit * (index * DIGIT_UNITS + gapsBefore(index) * GAP_UNITS)
  const width = digitLeft(DIGITS.length) - left + 2 * unit
  return [
    blackBox(left - 2 * unit, top - 2 * unit, width + unit, (HEIGHT_UNITS + 4) * unit),
    ...DIGITS.flatMap(({ stepMillis, values }, index) => {
      const digit = `mod(floor(${ofDay}/${stepMillis}),${values})`
      return SEGMENTS.map((segment) => {
        const lit = segment.digits.reduce<number>((sum, value) => sum + 2 ** value, 0)
        return whiteBox(
          digitLeft(index) + segment.x * unit,
          top + Math.floor(segment.y * unit),
          segment.width * unit,
          segment.height * unit,
          `mod(floor(${lit}/pow(2,${digit})),2)`,
        )
      })
    }),
  ]
}
