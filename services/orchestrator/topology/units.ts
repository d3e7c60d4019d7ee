// What topology.yaml writes as text, and the numbers that it stands for. Each unit has its pattern (for the JSON
// Schema and the check), what is expected in words (for the error), and its parser.
import { IMPAIR_LIMITS, isEven, type Limits, MAX_BYTES_LIMITS, STREAM_LIMITS } from '@weir/relay/config'

export interface Unit {
  readonly pattern: RegExp
  /** Completes "expected …". */
  readonly expected: string
  readonly limits: Limits
  /** Takes only text that the pattern accepts. */
  parse(text: string): number
  /** A value as one would write it. */
  write(value: number): string
}

const isWithin = (value: number, { least, most }: Limits): boolean => value >= least && value <= most

/** The same unit where less is allowed: `what` it is, and an example of it. */
export const narrowed = (unit: Unit, limits: Limits, what: string, example: string): Unit => ({
  ...unit,
  limits,
  expected: `${what} from ${unit.write(limits.least)} to ${unit.write(limits.most)}, such as ${example}`,
})

const unit = (scales: Readonly<Record<string, number>>, limits: Limits, expected: string): Unit => {
  const scale = new Map(Object.entries(scales))
  const pattern = new RegExp(`^(\\d+(?:\\.\\d+)?) ?(${Object.keys(scales).join('|')})$`)
  return {
    pattern,
    expected,
    limits,
    parse: (text) => {
      const [, amount, suffix] = pattern.exec(text) ?? []
      // Rounded to 12 digits: 0.1 % is 0.001 and not 0.0010000000000000002.
      return Number((Number(amount) * (scale.get(suffix ?? '') ?? Number.NaN)).toPrecision(12))
    },
    write: (value) => {
      const fits = Object.entries(scales).findLast(
        ([, scale]) => scale <= value && value / scale === Number((value / scale).toPrecision(12)),
      )
      const [suffix, scale] = fits ?? Object.entries(scales)[0] ?? ['', 1]
      return `${Number((value / scale).toPrecision(12))}${suffix}`
    },
  }
}

/** To seconds. */
export const DURATION = unit(
  { us: 1e-6, ms: 1e-3, s: 1, min: 60 },
  IMPAIR_LIMITS.delaySeconds,
  'a duration up to 60s, such as 20ms or 1.5s',
)
/** To bit/s; SI prefixes, as links are sold. */
export const RATE = unit(
  { bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9 },
  IMPAIR_LIMITS.rateBitsPerSecond,
  'a rate above 0 such as 20mbit or 800kbit (bit/s, powers of 1000)',
)
/** To a fraction of 1. */
export const PERCENTAGE = unit({ '%': 0.01 }, { least: 0, most: 1 }, 'a percentage up to 100%, such as 0.1%')
/** To bytes. */
export const BYTES = unit({ B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }, MAX_BYTES_LIMITS, 'a size above 0 such as 500kB or 1MB')

/** `640x360` to both numbers. */
export const SIZE = {
  pattern: /^(\d{2,4})x(\d{2,4})$/,
  expected: `a picture size of even numbers from ${STREAM_LIMITS.width.least}x${STREAM_LIMITS.height.least} to ${STREAM_LIMITS.width.most}x${STREAM_LIMITS.height.most}, such as 640x360`,
  parse: (text: string): { width: number; height: number } => {
    const [width, height] = text.split('x')
    return { width: Number(width), height: Number(height) }
  },
  accepts: ({ width, height }: { width: number; height: number }): boolean =>
    isWithin(width, STREAM_LIMITS.width) && isWithin(height, STREAM_LIMITS.height) && isEven(width) && isEven(height),
}
