import assert from 'node:assert/strict'
import test from 'node:test'
import { retryDelayMillis } from '../uplink/backoff.ts'
import { createLogLimit } from './log-limit.ts'
import { createRecent } from './recent.ts'

test('retries wait at most 50 ms at first and 2 s in the end, spread over all of it', () => {
  const ceilings = [0, 1, 2, 5, 6, 1000].map((attempt) => Math.round(retryDelayMillis(attempt, 0.999_999)))
  assert.deepEqual(ceilings, [50, 100, 200, 1600, 2000, 2000])
  assert.equal(retryDelayMillis(9, 0), 0)
})

test('a subject is logged once a second, and the next line says how often it happened', () => {
  let now = 0
  const limit = createLogLimit(() => now)
  const lines: string[] = []
  const happen = (subject: string) => limit(subject, (times) => lines.push(`${subject} ${times}`))
  for (now = 0; now < 2500; now += 100) happen('a')
  happen('b')
  assert.deepEqual(lines, ['a 1', 'a 10', 'a 10', 'b 1'])
})

test('recent figures forget what is more than two seconds old', () => {
  const recent = createRecent()
  for (let index = 0; index < 400; index++) recent.add(index * 10_000, index)
  const summary = recent.summary(4_000_000, 100)
  assert.equal(summary?.count, 199)
  assert.equal(summary?.p50Seconds, 300 / 1e6)
  assert.equal(summary?.errorSeconds, 1e-4)
  assert.equal(recent.summary(10_000_000, undefined), null)
})
