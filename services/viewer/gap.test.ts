import assert from 'node:assert/strict'
import test from 'node:test'
import { createGapMeter } from './gap.ts'

test('gap: the cache at the join is not measured, the first live chunk starts it', () => {
  const gap = createGapMeter()
  assert.equal(gap.take(1000, 1000, true), undefined)
  assert.equal(gap.take(9000, 9000, false), undefined)
  assert.equal(gap.take(9300, 9300, false), 300)
  assert.equal(gap.largestMicros(9400), 300)
})

test('gap: what comes out of a cache later ends a gap', () => {
  const gap = createGapMeter()
  gap.take(1000, 1000, false)
  assert.equal(gap.take(6000, 6000, true), 5000)
  assert.equal(gap.largestMicros(6000), 5000)
})

test('gap: a silence that lasts counts, and counts whole in a window opened meanwhile', () => {
  const gap = createGapMeter()
  gap.take(1000, 1000, false)
  gap.take(8000, 8000, false)
  gap.open()
  assert.equal(gap.largestMicros(8100), 100)
  gap.open()
  assert.equal(gap.largestMicros(20_000), 12_000)
})

test('gap: a pause takes the silence out', () => {
  const gap = createGapMeter()
  gap.take(1000, 1000, false)
  gap.pause()
  assert.equal(gap.largestMicros(50_000), 0)
  assert.equal(gap.take(50_000, 50_000, false), undefined)
})

test('gap: a clock that steps between two captures is no pause of the source', () => {
  for (const step of [3_600_000_000, -3_600_000_000]) {
    const gap = createGapMeter()
    gap.take(0, 0, false)
    gap.take(33_000, 33_000, false)
    gap.take(66_000, 66_000 + step, false)
    gap.take(99_000, 99_000 + step, false)
    assert.equal(gap.sourceMicros, 33_000)
  }
})

test('gap: what the source paused itself is told apart', () => {
  const gap = createGapMeter()
  gap.take(1000, 500, false)
  gap.take(6000, 5000, false)
  gap.take(9000, 5100, true)
  assert.equal(gap.largestMicros(9000), 5000)
  assert.equal(gap.sourceMicros, 4500)
  gap.open()
  assert.equal(gap.sourceMicros, 0)
})
