// Looks for secrets in everything that a lab writes and serves, in each form in which they could stand there.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** As it is, unescaped, escaped, in JSON, in base64. */
const formsOf = (secret: string): string[] => {
  const bare = decodeURIComponent(secret)
  const forms = [secret, bare, encodeURIComponent(bare), JSON.stringify(bare).slice(1, -1)]
  return [...new Set([...forms, Buffer.from(bare).toString('base64')])]
}

/** Where the secrets stand among these texts, by the texts' names; none is what one hopes for. */
export const leaksIn = (texts: Readonly<Record<string, string>>, secrets: readonly string[]): string[] => {
  const needles = secrets.flatMap(formsOf)
  return Object.entries(texts).flatMap(([name, text]) =>
    needles.filter((one) => text.includes(one)).map((one) => `${name}: ${one}`),
  )
}

/** All files below a folder, as bytes. */
export const filesIn = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath ?? entry.path, entry.name)
        try {
          return [path, readFileSync(path, 'latin1')]
        } catch {
          // Prometheus has just compacted it away.
          return [path, '']
        }
      }),
  )

export const answersOf = async (urls: readonly string[]): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      urls.map(async (url): Promise<[string, string]> => {
        const answer = await fetch(url)
        return [url, `${JSON.stringify([...answer.headers])}\n${await answer.text()}`]
      }),
    ),
  )

export const pagesOf = (edge: string, stream: string): string[] =>
  ['/', `/watch/${stream}`, `/mse/${stream}`, '/api/streams', '/api/edges', '/nothing'].map((path) => edge + path)

export const endpointsOf = (node: string): string[] => ['/healthz', '/metrics', '/api/state'].map((path) => node + path)
