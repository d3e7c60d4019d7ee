// A trace of a link as CSV, as in
//   at_seconds,rate_bits_per_second,delay_seconds
//   0,8000000,0.035
//   0.5,6200000,0.041
// Rows are in order of time; an empty field leaves that alone. `#` begins a comment line.
import { IMPAIR_LIMITS, type Impair, type Limits } from '@weir/relay/config'

export type Trace = NonNullable<Impair['trace']>

const COLUMNS = ['at_seconds', 'rate_bits_per_second', 'delay_seconds'] as const
/** A node's configuration travels in its environment, where Linux takes 128 KiB: a row is about 70 bytes of that. */
const MAX_ROWS = 1000

/** Throws an Error whose message begins with the line. */
export const parseTrace = (text: string): Trace => {
  const lines = text.split(/\r?\n/).map((content, i) => ({ content: content.trim(), line: i + 1 }))
  const [header, ...rows] = lines.filter(({ content }) => content !== '' && !content.startsWith('#'))
  const names = (header?.content ?? '').split(',').map((name) => name.trim())
  const stranger = names.find((name) => !COLUMNS.includes(name as (typeof COLUMNS)[number]))
  if (stranger !== undefined || names[0] !== 'at_seconds' || names.length < 2) {
    throw new Error(
      `line ${header?.line ?? 1}: found "${header?.content ?? ''}", expected the header ${COLUMNS.join(',')}`,
    )
  }
  if (rows.length === 0) throw new Error(`line ${lines.length}: no rows, expected at least one`)
  if (rows.length > MAX_ROWS) throw new Error(`line ${MAX_ROWS}: more than ${MAX_ROWS} rows`)
  let last = -1
  return rows.map(({ content, line }) => {
    const fields = content.split(',').map((field) => field.trim())
    const number = (name: (typeof COLUMNS)[number], { least, most }: Limits): number | undefined => {
      const field = fields[names.indexOf(name)] ?? ''
      if (field === '') return undefined
      const value = Number(field)
      if (value >= least && value <= most) return value
      throw new Error(`line ${line}: found "${field}", expected ${name} from ${least} to ${most}`)
    }
    const atSeconds = number('at_seconds', { least: 0, most: 1e9 })
    if (atSeconds === undefined || atSeconds <= last)
      throw new Error(`line ${line}: expected a later at_seconds than ${last}`)
    last = atSeconds
    const rateBitsPerSecond = number('rate_bits_per_second', IMPAIR_LIMITS.rateBitsPerSecond)
    const delaySeconds = number('delay_seconds', IMPAIR_LIMITS.delaySeconds)
    return {
      atSeconds,
      ...(rateBitsPerSecond === undefined ? {} : { rateBitsPerSecond }),
      ...(delaySeconds === undefined ? {} : { delaySeconds }),
    }
  })
}
