// What the engine answers when it will not, in the words of a lab. Pure.

interface EngineError extends Error {
  /** Of HTTP; none when the engine was not reached. */
  readonly statusCode?: number
  readonly json?: { readonly message?: string } | null
  readonly code?: string
}

const said = (error: EngineError): string =>
  (error.json?.message ?? error.message.replace(/^\(HTTP code \d+\) [^-]* - /, '')).trim().split('\n')[0] ?? ''

/** The device that a container was to get and the host has not, or null. */
export const missingDevice = (error: unknown): string | null =>
  /adding custom device "([^"]+)": no such (?:file|device)/.exec(said(error as EngineError))?.[1] ?? null

const TRANSLATIONS: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/no such container/i, 'its container is gone; `make down`, then `make up` make it anew'],
  [/is not running/i, 'it is not running'],
  [/is not paused/i, 'it is not frozen'],
  [/is already paused/i, 'it is frozen already'],
  [/port is already allocated|address already in use/i, 'another program has taken its port in the meantime'],
  [/network \S+ not found/i, 'a network of its links is gone; `make down`, then `make up` make it anew'],
  [/no space left on device/i, 'the disk of the Docker engine is full'],
]

/** One sentence. `what` is what can't be done, as in "in1 can't be restarted". */
export const engineError = (error: unknown, what: string): Error => {
  const { statusCode, code } = error as EngineError
  if (code?.startsWith('HPE_'))
    return new Error(`${what}: what answers at the Docker engine's socket is no Docker engine`)
  if (statusCode === undefined)
    return code === undefined
      ? (error as Error)
      : new Error(`${what}: the Docker engine does not answer (${code}), expected its socket to be there`)
  const words = said(error as EngineError)
  const device = missingDevice(error)
  if (device) return new Error(`${what}: the host has no ${device} any more`)
  const translated = TRANSLATIONS.find(([pattern]) => pattern.test(words))?.[1]
  return new Error(`${what}: ${translated ?? `the Docker engine says "${words}"`}`)
}
