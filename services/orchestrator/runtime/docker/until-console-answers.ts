// Waits for the orchestrator's container to serve its console.
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { SETTINGS } from '@weir/settings'
import { urlOf } from '../address.ts'
import type { Lab } from '../lab.ts'

const EVERY_MILLIS = 100
/** However little is left of the time to start in: one that answers does so at once. */
const LEAST_SECONDS = 2
const TIMEOUT = SETTINGS.upTimeoutSeconds.name
const MOST_MISSES = 3

/**
 * Rejects with one sentence when `lives` turns false or keeps rejecting, on abort, and when `limitSeconds` since `beganMillis`
 * (`performance.now()`) have passed.
 */
export const untilConsoleAnswers = async (
  lab: Lab,
  signal: AbortSignal,
  lives: () => Promise<boolean>,
  { beganMillis, limitSeconds }: { readonly beganMillis: number; readonly limitSeconds: number },
): Promise<void> => {
  const deadline = Math.max(beganMillis + limitSeconds * 1000, performance.now() + LEAST_SECONDS * 1000)
  let misses = 0
  for (let round = 1; ; round++) {
    signal.throwIfAborted()
    if (await consoleAnswers(lab)) return
    // Asking the engine costs more than asking the console; and what ends may start again.
    if (round % 10 === 0) {
      const seen = await lives().catch((error: Error) => error)
      misses = seen === true ? 0 : misses + 1
      // An engine that is busy starting containers may be asked again.
      if (misses === MOST_MISSES) throw seen instanceof Error ? seen : new Error('the orchestrator does not stay up')
    }
    if (performance.now() > deadline)
      throw new Error(
        `the console at ${urlOf(lab.bind, lab.ports.console)} does not answer after ${limitSeconds} s (${TIMEOUT} sets how long)`,
      )
    await sleep(EVERY_MILLIS, undefined, { signal })
  }
}

/**
 * With node:http and not fetch: Docker's proxy takes a connection before anybody listens in the container and drops it,
 * upon which fetch in Node 20 neither rejects nor keeps the process alive.
 */
const consoleAnswers = (lab: Lab): Promise<boolean> =>
  new Promise((resolve) => {
    const request = get(
      `${urlOf(lab.bind, lab.ports.console)}/healthz`,
      { agent: false, timeout: 1000 },
      (response) => {
        response.resume()
        resolve(response.statusCode === 200)
      },
    )
    request.once('timeout', () => request.destroy(new Error('timeout')))
    request.once('error', () => resolve(false))
  })
