// Waits for the orchestrator's container to serve its console.
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { urlOf } from '../address.ts'
import type { Lab } from '../lab.ts'

const EVERY_MILLIS = 100
const LIMIT_SECONDS = 30
const MOST_MISSES = 3

/** Rejects with one sentence when `lives` turns false, on abort, and after half a minute. */
export const untilConsoleAnswers = async (
  lab: Lab,
  signal: AbortSignal,
  lives: () => Promise<boolean>,
): Promise<void> => {
  const deadline = performance.now() + LIMIT_SECONDS * 1000
  let misses = 0
  for (let round = 1; ; round++) {
    signal.throwIfAborted()
    if (await consoleAnswers(lab)) return
    // Asking the engine costs more than asking the console; and what ends may start again.
    if (round % 10 === 0) misses = (await lives()) ? 0 : misses + 1
    if (misses === MOST_MISSES) throw new Error('the orchestrator does not stay up')
    if (performance.now() > deadline)
      throw new Error(`the console at ${urlOf(lab.bind, lab.ports.console)} does not answer after ${LIMIT_SECONDS} s`)
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
