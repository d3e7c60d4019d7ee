// Takes secrets out of text that leaves: logs, /healthz, /api/state, what ffmpeg says, what the command line prints. What
// looks like a credential in any URL goes by its place; what a node knows to be secret goes wherever it stands, since
// ffmpeg quotes it in parts. Pure.
import { variablesIn } from './environment.ts'
import { PARAMETER, RTMP_KEY, STREAM_ID, USER_INFO } from './places.ts'

type Environment = Readonly<Record<string, string | undefined>>

export interface Redact {
  (text: string): string
  /** A value's JSON, with each text in it redacted, and not the JSON around. */
  json(value: unknown, indent?: number): string
  /** A line of a log: JSON as JSON, anything else as text. */
  line(line: string): string
}

const HIDDEN = '***'
/** What is shorter would be found in half the words of a log. */
const LEAST_CHARACTERS = 4

/**
 * One that was cut off before its @, or has a / in its password, can't be told from a host with a port: a port is a number.
 */
const CUT_USER_INFO = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/"'<>:@[\]]+:(?!\d{1,5}(?!\w))(?:[^\s"'<>]+(@)|[^\s/"'<>@]+)/gi
const BEARER = /\b(Authorization: *(?:Basic|Bearer|Digest) +|Bearer +)[\w+/=.~-]{8,}/gi

const byPlace = (text: string): string =>
  text
    .replace(USER_INFO, `$1${HIDDEN}@`)
    .replace(CUT_USER_INFO, `$1${HIDDEN}$2`)
    .replace(PARAMETER, `$1${HIDDEN}`)
    .replace(STREAM_ID, `$1${HIDDEN}`)
    .replace(RTMP_KEY, `$1${HIDDEN}`)
    .replace(BEARER, `$1${HIDDEN}`)

/** `known` are texts to hide, each with what is shown instead. */
const create = (known: ReadonlyMap<string, string>): Redact => {
  // The longest first: a password may be a part of another.
  const secrets = [...known].filter(([text]) => text.length >= LEAST_CHARACTERS).sort(([a], [b]) => b.length - a.length)
  const redactText = (text: string): string =>
    byPlace(secrets.reduce((rest, [secret, shown]) => rest.replaceAll(secret, () => shown), text))
  const json = (value: unknown, indent?: number): string =>
    JSON.stringify(value, (_, one) => (typeof one === 'string' ? redactText(one) : one), indent)
  const line = (text: string): string => {
    if (!text.startsWith('{')) return redactText(text)
    try {
      return json(JSON.parse(text)) + (text.endsWith('\n') ? '\n' : '')
    } catch {
      return redactText(text)
    }
  }
  return Object.assign(redactText, { json, line })
}

/** Knows no secrets and goes by their place. */
export const redact: Redact = create(new Map())

/**
 * Knows those of these inputs too: each variable's value, shown as `${NAME}`, and each part of an address that may be
 * secret, as written, unescaped and in base64. `env` is where `${NAME}` in an input comes from.
 */
export const redactFor = (inputs: readonly string[], env: Environment): Redact => {
  const known = new Map<string, string>()
  const hide = (text: string, shown = HIDDEN) => {
    for (const form of formsOf(text)) if (!known.has(form)) known.set(form, shown)
  }
  for (const input of inputs) {
    const variables = variablesIn(input)
    for (const name of variables) {
      const value = env[name] ?? ''
      hide(value, `\${${name}}`)
      // Somebody who hides the address means all of it: a key may well be in its path.
      for (const part of partsOf(value, true)) hide(part)
    }
    const whole = variables.reduce((text, name) => text.replaceAll(`\${${name}}`, () => env[name] ?? ''), input)
    for (const part of partsOf(whole, false)) hide(part)
  }
  return create(known)
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const formsOf = (text: string): string[] => {
  const forms = [text, decoded(text), encodeURIComponent(decoded(text))]
  return [...forms, ...forms.map((form) => JSON.stringify(form).slice(1, -1))]
}

/** Of an address: user, password, both as HTTP's basic authentication, secret parameters, and on demand path and query. */
const partsOf = (address: string, pathToo: boolean): string[] => {
  const [, authority = '', path = ''] = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*(?:@[^/?#]*)?)([^#]*)/i.exec(address) ?? []
  const info = authority.includes('@') ? authority.slice(0, authority.lastIndexOf('@')) : ''
  const [user = '', password = ''] = info.split(/:(.*)/s)
  const parameters = [PARAMETER, STREAM_ID].flatMap((place) =>
    [...address.matchAll(place)].map(([text]) => text.slice(text.indexOf('=') + 1)),
  )
  const [key = ''] = [...address.matchAll(RTMP_KEY)].map(([text, application = '']) => text.slice(application.length))
  const [way = '', query = ''] = path.split(/\?(.*)/s)
  return [
    info,
    password,
    // A user alone, such as `admin`, is a word; beside a password it still goes where it stands in the address.
    ...(password === '' ? [user] : []),
    ...(info === '' ? [] : [Buffer.from(decoded(info)).toString('base64')]),
    ...parameters,
    ...(pathToo && key.length >= LEAST_CHARACTERS ? [key] : []),
    ...(pathToo
      ? [...way.split('/').filter((part) => part.length >= 2 * LEAST_CHARACTERS), ...queryValues(query)]
      : []),
  ].filter((part) => part !== '')
}

const queryValues = (query: string): string[] =>
  query
    .split('&')
    .map((pair) => pair.slice(pair.indexOf('=') + 1))
    .filter((value) => value.length >= 2 * LEAST_CHARACTERS)
