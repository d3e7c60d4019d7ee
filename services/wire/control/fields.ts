import { WireError } from '../error.ts'
import { MAX_NAME_CHARACTERS } from '../limits.ts'

/** A JSON object whose fields nobody has looked at yet. */
export type Fields = Readonly<Record<string, unknown>>

// Lists and objects are named, not printed: JSON.stringify recurses, and a hostile one is deeper than the stack.
export const show = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60))
  if (Array.isArray(value)) return `a list of ${value.length}`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

const refuse = (where: string, expected: string, value: unknown): never => {
  throw new WireError('field', `${where}: expected ${expected}, got ${show(value)}`)
}

// One reader a kind of field. `where` names message and field in the error: "subscribe.tracks[0].name".

export const readObject = (where: string, value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : refuse(where, 'an object', value)

export const readName = (where: string, value: unknown): string =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME_CHARACTERS
    ? value
    : refuse(where, `a string of 1 to ${MAX_NAME_CHARACTERS} characters`, value)

export const readText = (where: string, value: unknown, most: number): string =>
  typeof value === 'string' && value.length <= most
    ? value
    : refuse(where, `a string of at most ${most} characters`, value)

/** A whole number from 0 to `most`. */
export const readCount = (where: string, value: unknown, most: number = Number.MAX_SAFE_INTEGER): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most
    ? value
    : refuse(where, `a whole number from 0 to ${most}`, value)

/** A finite number above 0. */
export const readPositive = (where: string, value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : refuse(where, 'a number above 0', value)

export const readChoice = <const T extends string>(where: string, value: unknown, choices: readonly T[]): T =>
  choices.find((choice) => choice === value) ?? refuse(where, `one of ${choices.join(', ')}`, value)

export const readList = <T>(
  where: string,
  value: unknown,
  most: number,
  read: (where: string, item: unknown) => T,
): T[] =>
  Array.isArray(value) && value.length <= most
    ? value.map((item, index) => read(`${where}[${index}]`, item))
    : refuse(where, `a list of at most ${most}`, value)

/** `read` of a field that may be left out. */
export const readOptional = <T>(
  where: string,
  value: unknown,
  read: (where: string, value: unknown) => T,
): T | undefined => (value === undefined ? undefined : read(where, value))

/** Refuses a list in which two items have the same key. */
export const checkUnique = <T>(where: string, items: readonly T[], key: (item: T) => string | number): void => {
  const seen = new Set<string | number>()
  for (const item of items) {
    if (seen.has(key(item))) throw new WireError('field', `${where}: ${show(key(item))} stands there twice`)
    seen.add(key(item))
  }
}
