import { type Fields, readChoice, readText } from './fields.ts'

/** Why a side closes: `leaving` (shutting down), `protocol` (the other broke a rule), `slow` (the other reads too slowly), `busy` (no room). */
export const BYE_CODES = ['leaving', 'protocol', 'slow', 'busy'] as const

/** The WebSocket close code (RFC 6455 section 7.4.1, and 1013 of the IANA registry) that goes with each. */
export const CLOSE_CODES = { leaving: 1001, protocol: 1002, slow: 1008, busy: 1013 } as const satisfies Record<
  (typeof BYE_CODES)[number],
  number
>

/** Characters of a reason that the reader takes. */
export const MAX_REASON_CHARACTERS = 500

/** The last message before a close, sent as far as the connection still carries it. */
export interface Bye {
  readonly type: 'bye'
  readonly code: (typeof BYE_CODES)[number]
  readonly reason: string
}

export const readBye = (fields: Fields): Bye => ({
  type: 'bye',
  code: readChoice('bye.code', fields.code, BYE_CODES),
  reason: readText('bye.reason', fields.reason, MAX_REASON_CHARACTERS),
})
