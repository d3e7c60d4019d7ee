import assert from 'node:assert/strict'
import test from 'node:test'
import { createClockFilter } from './clock-filter.ts'

test('the exchange with the smallest round trip counts, and bounds the error', () => {
  const filter = createClockFilter()
  assert.equal(filter.best(), undefined)
  filter.add(1000, 6500, 6500, 3000)
  filter.add(10_000, 15_100, 15_150, 10_250)
  assert.deepEqual(filter.best(), { offsetMicros: 5000, errorMicros: 100 })
})

test('an exchange counts for eight, then is forgotten', () => {
  const filter = createClockFilter()
  filter.add(0, 5, 5, 10)
  for (let index = 0; index < 7; index++) filter.add(0, 300, 300, 600)
  assert.equal(filter.best()?.errorMicros, 5)
  filter.add(0, 300, 300, 600)
  assert.equal(filter.best()?.errorMicros, 300)
})

test('a later exchange that took longer changes nothing', () => {
  const filter = createClockFilter()
  filter.add(0, 5100, 5100, 200)
  filter.add(1000, 8000, 8000, 5000)
  assert.deepEqual(filter.best(), { offsetMicros: 5000, errorMicros: 100 })
})

test('when a clock was put right, what was learned before counts no more', () => {
  const filter = createClockFilter()
  for (let index = 0; index < 8; index++) filter.add(0, 50, 50, 100)
  filter.add(0, 3_600_000_300, 3_600_000_300, 600)
  assert.deepEqual(filter.best(), { offsetMicros: 3_600_000_000, errorMicros: 300 })
})
