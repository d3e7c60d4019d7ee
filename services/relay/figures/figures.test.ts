import assert from 'node:assert/strict'
import test from 'node:test'
import { createFigures } from './figures.ts'

test('figures: wait while chunks come, and are entered once it is quiet', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 0
  t.mock.method(performance, 'now', () => now)
  const pass = (millis: number) => {
    for (let each = 0; each < millis; each++) {
      now++
      t.mock.timers.tick(1)
    }
  }
  let entered = 0
  const quiet: number[] = []
  const figures = createFigures(() => quiet.push(entered))
  const chunk = () => figures.later(() => entered++)
  chunk()
  pass(99)
  assert.equal(entered, 0)
  chunk()
  pass(2)
  assert.equal(entered, 0, 'a chunk has just come')
  pass(5)
  assert.equal(entered, 2)
  assert.deepEqual(quiet, [2], 'told once, after all was entered')
  figures.close()
})

test('figures: are settled when asked for, when many wait, and at the end', () => {
  const figures = createFigures()
  let entered = 0
  const chunk = () => figures.later(() => entered++)
  chunk()
  figures.settle()
  assert.equal(entered, 1)
  for (let each = 0; each < 1024; each++) chunk()
  assert.equal(entered, 1025)
  chunk()
  figures.close()
  assert.equal(entered, 1026)
  chunk()
  assert.equal(entered, 1027, 'after the end nothing waits')
})
