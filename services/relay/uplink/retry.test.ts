import assert from 'node:assert/strict'
import test from 'node:test'
import { backoffMillis } from '@weir/time'
import { RETRY } from './uplink.ts'

test('retries wait at most 50 ms at first and 2 s in the end, spread over all of it', () => {
  const ceilings = [0, 1, 2, 5, 6, 1000].map((attempt) => Math.round(backoffMillis(RETRY, attempt, 0.999_999)))
  assert.deepEqual(ceilings, [50, 100, 200, 1600, 2000, 2000])
  assert.equal(backoffMillis(RETRY, 9, 0), 0)
})
