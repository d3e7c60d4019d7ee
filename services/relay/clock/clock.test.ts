import assert from 'node:assert/strict'
import test from 'node:test'
import { createNodeClock } from './clock.ts'

test('the clock tells the wall time to a few ms and never runs backward', () => {
  const now = createNodeClock()
  assert.ok(Math.abs(now() / 1000 - Date.now()) < 20)
  let last = now()
  for (let look = 0; look < 10_000; look++) {
    const next = now()
    assert.ok(next >= last && Number.isInteger(next))
    last = next
  }
})

test('a clock that is put wrong is wrong by what was asked', () => {
  const [right, wrong] = [createNodeClock(), createNodeClock({ offsetMicros: -5_000_000, rate: 0 })]
  assert.ok(Math.abs(wrong() - right() + 5_000_000) < 20_000)
})
