// The command line's side of the console's HTTP.
import type { Snapshot } from '../console/snapshot.ts'
import { urlOf } from '../runtime/address.ts'
import type { Lab } from '../runtime/lab.ts'

/** Throws an Error with the console's own sentence, or with why it could not be asked. */
export const askConsole = async (lab: Lab, method: string, path: string, body?: unknown): Promise<unknown> => {
  const url = urlOf(lab.bind, lab.ports.console)
  let response: Response
  try {
    response = await fetch(`${url}${path}`, {
      method,
      signal: AbortSignal.timeout(15_000),
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

export const askState = (lab: Lab): Promise<Snapshot> => askConsole(lab, 'GET', '/api/state') as Promise<Snapshot>
