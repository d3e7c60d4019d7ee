/**
 * Why a message was refused. The code is for counting and for tests; the message states the rule that was broken, with
 * the value that broke it.
 */
export type WireErrorCode =
  | 'truncated'
  | 'version'
  | 'type'
  | 'flags'
  | 'range'
  | 'trail'
  | 'too-large'
  | 'not-json'
  | 'unknown-message'
  | 'field'

/** The only error that this package throws. */
export class WireError extends Error {
  override readonly name = 'WireError'
  readonly code: WireErrorCode

  constructor(code: WireErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
