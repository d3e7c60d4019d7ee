import assert from 'node:assert/strict'
import test from 'node:test'
import { createNodeClock, systemMicros, wallMicros } from './clocks.ts'

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

test('the system’s clock is never another millisecond than Date.now() says', () => {
  for (let look = 0; look < 10_000; look++) {
    const before = Date.now()
    const micros = systemMicros()
    assert.ok(Number.isInteger(micros) && micros >= before * 1000 && micros < (Date.now() + 1) * 1000, `${micros}`)
  }
})

test('a time on the timeline of the process is told by the wall clock', () => {
  assert.ok(Math.abs(wallMicros() / 1000 - Date.now()) < 1000)
  assert.equal(wallMicros(1500) - wallMicros(500), 1_000_000)
})
