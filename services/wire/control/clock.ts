import { WireError } from '../error.ts'
import { type Fields, readCount, readOptional } from './fields.ts'

/**
 * The four-timestamp exchange (RFC 5905, section 8). The child sends `t0`; the parent answers with the same `t0`, `t1`
 * (request received) and `t2` (answer sent), and the child notes `t3` on receipt. All in µs since 1970, each by the
 * clock of the side that stamps it.
 */
export interface Clock {
  readonly type: 'clock'
  readonly t0: number
  readonly t1?: number
  readonly t2?: number
}

export const readClockMessage = (fields: Fields): Clock => {
  const t1 = readOptional('clock.t1', fields.t1, (where, value) => readCount(where, value))
  const t2 = readOptional('clock.t2', fields.t2, (where, value) => readCount(where, value))
  if ((t1 === undefined) !== (t2 === undefined)) throw new WireError('field', 'clock: t1 and t2 come together')
  return {
    type: 'clock',
    t0: readCount('clock.t0', fields.t0),
    ...(t1 === undefined ? {} : { t1 }),
    ...(t2 === undefined ? {} : { t2 }),
  }
}
