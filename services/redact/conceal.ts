// Takes the secrets out of an input that writes them out, and puts variables in their places: from then on it is as if they
// had come from the environment, and what the lab writes and serves does not have them. Pure.
import { VARIABLE } from './environment.ts'
import { isKey, PARAMETER, PATH_PART, RTMP_KEY, STREAM_ID, USER_INFO } from './places.ts'

export interface Concealed {
  readonly input: string
  /** By the name of the variable that stands for each. */
  readonly secrets: Readonly<Record<string, string>>
}

/** What is shorter than that, such as `cam`, is a name; it would be found in half the words of a log. */
const LEAST_RTMP_KEY_CHARACTERS = 8

/** `nameOf` gives a secret the name of its variable: the same for the same one, and nothing that tells it. */
export const conceal = (input: string, nameOf: (secret: string) => string): Concealed => {
  const secrets = new Map<string, string>()
  const hide = (secret: string): string => {
    const name = nameOf(secret)
    secrets.set(name, secret)
    return `\${${name}}`
  }
  // What is a variable already stays one: `${USER}:` alone hides nothing that is worth it, `:word` behind it does.
  const hideAll = (text: string): string => {
    const variables = text.match(VARIABLE) ?? []
    return text
      .split(VARIABLE)
      .filter((_, i) => i % 2 === 0)
      .map((written, i) => (/[^:]/.test(written) ? hide(written) : written) + (variables[i] ?? ''))
      .join('')
  }
  const shown = input
    .replace(USER_INFO, (whole, scheme: string) => `${scheme}${hideAll(whole.slice(scheme.length, -1))}@`)
    .replace(PARAMETER, (whole, name: string) => `${name}${hideAll(whole.slice(name.length))}`)
    .replace(STREAM_ID, (whole, name: string) => `${name}${hideAll(whole.slice(name.length))}`)
    .replace(RTMP_KEY, (whole, application: string) => {
      const key = whole.slice(application.length)
      return key.length < LEAST_RTMP_KEY_CHARACTERS ? whole : `${application}${hideAll(key)}`
    })
    .replace(PATH_PART, (part) => (isKey(part) ? hide(part) : part))
  return { input: shown, secrets: Object.fromEntries(secrets) }
}
