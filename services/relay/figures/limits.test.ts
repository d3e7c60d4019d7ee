import assert from 'node:assert/strict'
import test from 'node:test'
import { createLogLimit } from './log-limit.ts'
import { createRecent } from './recent.ts'

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
