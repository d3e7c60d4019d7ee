// The command line's side of the console's HTTP.
import type { Snapshot } from '../console/snapshot.ts'
import { urlOf } from '../runtime/address.ts'
import type { Lab } from '../runtime/lab.ts'
import type { Secrets } from '../runtime/secrets.ts'

/** Throws an Error with the console's own sentence, or with why it could not be asked. */
export const askConsole = async (
  lab: Lab,
  method: string,
  path: string,
  body?: unknown,
  { seconds = 15 }: { readonly seconds?: number } = {},
): Promise<unknown> => {
  const url = urlOf(lab.bind, lab.ports.console)
  let response: Response
  try {
    response = await fetch(`${url}${path}`, {
      method,
      signal: AbortSignal.timeout(seconds * 1000),
      ...(body === undefined
        ? {}
        : {
            headers: { 'content-type': 'application/json', authorization: `Bearer ${lab.consoleToken}` },
            body: JSON.stringify(body),
          }),
    })
  } catch (error) {
    const cause = (error as { cause?: Error }).cause
    throw new Error(`the console at ${url} does not answer: ${cause?.message ?? (error as Error).message}`)
  }
  const answer = (await response.json()) as { error?: string }
  if (!response.ok) throw new Error(answer.error ?? `the console answered ${response.status}`)
  return answer
}

/** Longer than nodes that are started anew take together. */
const APPLY_SECONDS = 600

/** Hands the console the lab as it is to be now, and what it keeps in memory alone. */
export const askToApply = (before: Lab, next: Lab, secrets: Secrets): Promise<unknown> =>
  askConsole(before, 'PUT', '/api/lab', { ...next, secrets }, { seconds: APPLY_SECONDS })

export const askState = (lab: Lab): Promise<Snapshot> => askConsole(lab, 'GET', '/api/state') as Promise<Snapshot>
