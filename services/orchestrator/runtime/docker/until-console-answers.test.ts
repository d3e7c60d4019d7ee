// How long `up` waits for the orchestrator's container when engine and machine are busy.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import type { Lab } from '../lab.ts'
import { untilConsoleAnswers } from './until-console-answers.ts'

const labAt = (port: number) => ({ bind: '127.0.0.1', ports: { console: port } }) as Lab
const forSeconds = (limitSeconds: number) => ({ beganMillis: performance.now(), limitSeconds })
const signal = new AbortController().signal

/** A console that answers after so many questions, and a look at its container that does what `lives` says. */
const busy = async (questions: number) => {
  let asked = 0
  const server = createServer((_, response) => {
    asked += 1
    response.writeHead(asked > questions ? 200 : 503).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { lab: labAt((server.address() as AddressInfo).port), close: () => server.close() }
}

test('an engine that is too busy to say whether the container lives is asked again', async () => {
  const { lab, close } = await busy(25)
  let looks = 0
  const lives = async () => {
    looks += 1
    throw new Error('docker ps: nothing within 20 s')
  }
  await untilConsoleAnswers(lab, signal, lives, forSeconds(30))
  assert.equal(looks, 2)
  close()
})

test('but no more than three times', async () => {
  const { lab, close } = await busy(1000)
  const rejects = async () => Promise.reject(new Error('docker ps: nothing within 20 s'))
  await assert.rejects(untilConsoleAnswers(lab, signal, rejects, forSeconds(30)), {
    message: 'docker ps: nothing within 20 s',
  })
  await assert.rejects(
    untilConsoleAnswers(lab, signal, async () => false, forSeconds(30)),
    {
      message: 'the orchestrator does not stay up',
    },
  )
  close()
})

test('it waits as long as the lab may take to start, of which some is gone already, and says how long that was', async () => {
  const { lab, close } = await busy(1000)
  const began = performance.now()
  await assert.rejects(
    untilConsoleAnswers(lab, signal, async () => true, { beganMillis: began - 58_000, limitSeconds: 60 }),
    /^Error: the console at http:\/\/127\.0\.0\.1:\d+ does not answer after 60 s \(WEIR_UP_TIMEOUT_SECONDS sets how long\)$/,
  )
  assert.ok(performance.now() - began < 6000)
  close()
})
