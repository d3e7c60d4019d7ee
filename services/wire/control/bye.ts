import { type Fields, readChoice, readText } from './fields.ts'

/** Why a side closes: `leaving` (shutting down), `protocol` (the other broke a rule), `slow` (the other reads too slowly), `busy` (no room). */
export const BYE_CODES = ['leaving', 'protocol', 'slow', 'busy'] as const

/** The last message before a close, sent as far as the connection still carries it. */
export interface Bye {
  readonly type: 'bye'
  readonly code: (typeof BYE_CODES)[number]
  readonly reason: string
}

export const readBye = (fields: Fields): Bye => ({
  type: 'bye',
  code: readChoice('bye.code', fields.code, BYE_CODES),
  reason: readText('bye.reason', fields.reason, 500),
})
