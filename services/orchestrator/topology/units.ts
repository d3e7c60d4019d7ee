// What topology.yaml writes as text, and the numbers that it stands for. Each unit has its pattern (for the JSON
// Schema and the check), what is expected in words (for the error), and its parser.

export interface Unit {
  readonly pattern: RegExp
  /** Completes "expected …". */
  readonly expected: string
  readonly least: number
  readonly most: number
  /** Takes only text that the pattern accepts. */
  parse(text: string): number
}

const unit = (
  scales: Readonly<Record<string, number>>,
  bounds: readonly [least: number, most: number],
  expected: string,
): Unit => {
  const scale = new Map(Object.entries(scales))
  const pattern = new RegExp(`^(\\d+(?:\\.\\d+)?) ?(${Object.keys(scales).join('|')})$`)
  return {
    pattern,
    expected,
    least: bounds[0],
    most: bounds[1],
    parse: (text) => {
      const [, amount, suffix] = pattern.exec(text) ?? []
      // Rounded to 12 digits: 0.1 % is 0.001 and not 0.0010000000000000002.
      return Number((Number(amount) * (scale.get(suffix ?? '') ?? Number.NaN)).toPrecision(12))
    },
  }
}

/** To seconds. */
export const DURATION = unit(
  { us: 1e-6, ms: 1e-3, s: 1, min: 60 },
  [0, 60],
  'a duration up to 60s, such as 20ms or 1.5s',
)
/** To bit/s; SI prefixes, as links are sold. */
export const RATE = unit(
  { bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9 },
  [1, 1e12],
  'a rate above 0 such as 20mbit or 800kbit (bit/s, powers of 1000)',
)
/** To a fraction of 1. */
export const PERCENTAGE = unit({ '%': 0.01 }, [0, 1], 'a percentage up to 100%, such as 0.1%')
/** To bytes. */
export const BYTES = unit({ B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }, [1, 1e10], 'a size above 0 such as 500kB or 1MB')

/** `640x360` to both numbers. */
export const SIZE = {
  pattern: /^(\d{2,4})x(\d{2,4})$/,
  expected: 'a picture size such as 640x360',
  parse: (text: string): { width: number; height: number } => {
    const [width, height] = text.split('x')
    return { width: Number(width), height: Number(height) }
  },
}
