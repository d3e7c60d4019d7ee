import assert from 'node:assert/strict'
import test from 'node:test'
import { createLatenessWindow } from './lateness.ts'

test('knows nothing before the first chunk', () => {
  assert.equal(createLatenessWindow().late(), undefined)
})

test('one straggler in forty does not count, one in ten does', () => {
  const window = createLatenessWindow()
  for (let index = 0; index < 80; index++) window.add(index / 30 + (index % 40 === 7 ? 0.5 : 0.01), index / 30)
  assert.ok((window.late() ?? 1) < 0.011)
  const worse = createLatenessWindow()
  for (let index = 0; index < 80; index++) worse.add(index / 30 + (index % 10 === 7 ? 0.1 : 0.01), index / 30)
  assert.ok((worse.late() ?? 0) > 0.09)
  assert.ok(worse.jitterSeconds() > 0.08)
})

test('forgets what is over four seconds old', () => {
  const window = createLatenessWindow()
  for (let index = 0; index < 30; index++) window.add(index / 30 + 0.2, index / 30)
  for (let index = 150; index < 300; index++) window.add(index / 30 + 0.01, index / 30)
  assert.ok((window.late() ?? 1) < 0.011)
})

test('a stall of a second does not make all that follows wait for the next', () => {
  const window = createLatenessWindow()
  for (let index = 0; index < 120; index++) {
    const due = index / 30 + 0.01
    // All that was held up comes at once.
    window.add(index >= 40 && index < 70 ? 70 / 30 : due, index / 30)
  }
  assert.ok((window.late() ?? 1) < 0.22)
})

test('what piled up while the browser slept for 5 s is forgotten as soon as what comes is in time', () => {
  const window = createLatenessWindow()
  for (let index = 0; index < 300; index++) {
    const due = index / 30 + 0.01
    window.add(index >= 100 && index < 250 ? 250 / 30 : due, index / 30)
  }
  assert.ok((window.late() ?? 1) < 0.22, `${window.late()}`)
})
