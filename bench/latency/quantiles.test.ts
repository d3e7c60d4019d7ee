import assert from 'node:assert/strict'
import test from 'node:test'
import { quantilesOf } from './quantiles.ts'

test('quantiles: nearest rank, whatever the order', () => {
  const values = Array.from({ length: 200 }, (_, index) => 200 - index)
  assert.deepEqual(quantilesOf(values), { p50: 100, p99: 198, max: 200, count: 200 })
  assert.deepEqual(quantilesOf([7]), { p50: 7, p99: 7, max: 7, count: 1 })
  assert.equal(quantilesOf([]), undefined)
})
