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

test('an exchange counts for eight, then less and less', () => {
  const filter = createClockFilter()
  filter.add(0, 5, 5, 10)
  for (let index = 1; index < 8; index++)
    filter.add(index * 10_000, index * 10_000 + 300, index * 10_000 + 300, index * 10_000 + 600)
  assert.equal(filter.best()?.errorMicros, 5)
  filter.add(80_000, 80_300, 80_300, 80_600)
  assert.ok(Math.abs((filter.best()?.errorMicros ?? 0) - 85.6) < 0.1, `${filter.best()?.errorMicros}`)
  filter.add(400_000, 400_300, 400_300, 400_600)
  assert.equal(filter.best()?.errorMicros, 300)
})

test('on a link that has filled up, what was known before is known still', () => {
  const filter = createClockFilter()
  filter.add(0, 5_000_500, 5_000_500, 1000)
  const DOWN_MICROS = 4_000_000
  for (let at = 1e6; at <= 60e6; at += 1e6) filter.add(at, at + 5_000_500, at + 5_000_500, at + 1000 + DOWN_MICROS)
  const { offsetMicros, errorMicros } = filter.best() ?? assert.fail()
  assert.equal(offsetMicros, 5_000_000)
  assert.ok(errorMicros < 70_000, `${errorMicros}`)
})

const HOUR = 3_600_000_000
for (const [name, t0, t1, t2, t3] of [
  ['the parent stepped forward', 1000, 1050, 1060 + HOUR, 1110],
  ['the parent stepped back', HOUR, 50 + HOUR, 60, 110 + HOUR],
  ['the viewer stepped back', HOUR, 50 + HOUR, 60 + HOUR, 110],
] as const) {
  test(`an exchange within which ${name} tells nothing`, () => {
    const filter = createClockFilter()
    filter.add(0, 50, 60, 110)
    assert.equal(filter.add(t0, t1, t2, t3), false)
    assert.deepEqual(filter.best(), { offsetMicros: 0, errorMicros: 50 })
  })
}

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
