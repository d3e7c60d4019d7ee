import { WireError } from '../error.ts'
import { type Bye, readBye } from './bye.ts'
import { type Catalog, readCatalog } from './catalog.ts'
import { type Clock, readClockMessage } from './clock.ts'
import { readObject, show } from './fields.ts'
import { type Hello, readHello } from './hello.ts'
import { readSubscribe, type Subscribe } from './subscribe.ts'

/** Any text frame. */
export type ControlMessage = Hello | Catalog | Subscribe | Clock | Bye

const READERS = {
  hello: readHello,
  catalog: readCatalog,
  subscribe: readSubscribe,
  clock: readClockMessage,
  bye: readBye,
} as const

/** A text frame's content. */
export const encodeControl = (message: ControlMessage): string => JSON.stringify(message)

/**
 * Reads a text frame. Fields that this version does not know are left out, so that a later version can add some.
 * Throws WireError `not-json`, `unknown-message`, `field`.
 */
export const decodeControl = (text: string): ControlMessage => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new WireError('not-json', `a text frame is one JSON object, got ${JSON.stringify(text.slice(0, 80))}`)
  }
  const fields = readObject('message', value)
  const read =
    typeof fields.type === 'string' && Object.hasOwn(READERS, fields.type)
      ? READERS[fields.type as keyof typeof READERS]
      : undefined
  if (!read) {
    throw new WireError(
      'unknown-message',
      `a message's type is one of ${Object.keys(READERS).join(', ')}, got ${show(fields.type)}`,
    )
  }
  return read(fields)
}
