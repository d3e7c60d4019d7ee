import assert from 'node:assert/strict'
import test from 'node:test'
import { createSleep } from './sleep.ts'

test('a page that did not run for over a second has slept', () => {
  const sleep = createSleep()
  assert.deepEqual(
    [0, 0.25, 0.5, 1.4, 11.4, 11.5].map((at) => Math.round(sleep.beat(at))),
    [0, 0, 0, 0, 10, 0],
  )
  sleep.pause()
  assert.equal(sleep.beat(100), 0)
  assert.equal(sleep.totalSeconds, 10)
})
