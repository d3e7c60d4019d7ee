import type { TraceRow } from './impair.ts'

/** What holds at a moment of a trace. */
export interface TraceSpan extends Omit<TraceRow, 'atSeconds'> {
  /** Until when, in the time that was asked with. */
  readonly untilSeconds: number
}

/**
 * Plays rows from `startSeconds` on, over and over: a row holds until the next, the last one as long as the one before
 * it (1 s when there is only one), and what comes before the first row's time is still the last row. Throws RangeError
 * unless there are rows and their times ascend.
 */
export const createTrace = (rows: readonly TraceRow[], startSeconds: number): ((atSeconds: number) => TraceSpan) => {
  const first = rows[0]
  const last = rows.at(-1)
  if (!first || !last) throw new RangeError('a trace has at least one row')
  rows.slice(1).forEach((row, index) => {
    const before = (rows[index] as TraceRow).atSeconds
    if (!(row.atSeconds > before)) {
      throw new RangeError(`a trace's times ascend: row ${index + 2} says ${row.atSeconds} s after ${before} s`)
    }
  })
  const lastGap = rows.length > 1 ? last.atSeconds - (rows.at(-2) as TraceRow).atSeconds : 1
  const period = last.atSeconds + lastGap
  return (atSeconds) => {
    const elapsed = Math.max(0, atSeconds - startSeconds)
    let round = Math.floor(elapsed / period)
    let within = elapsed - round * period
    if (within >= period) {
      round++
      within = 0
    }
    let low = 0
    let high = rows.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((rows[middle] as TraceRow).atSeconds <= within) low = middle + 1
      else high = middle
    }
    const row = rows[low - 1] ?? last
    const end = rows[low]?.atSeconds ?? period
    const untilSeconds = startSeconds + round * period + end
    return {
      rateBitsPerSecond: row.rateBitsPerSecond,
      delaySeconds: row.delaySeconds,
      // Rounding must not give a span without length, or whoever walks the spans would stand still.
      untilSeconds: untilSeconds > atSeconds ? untilSeconds : atSeconds + 1e-6,
    }
  }
}
