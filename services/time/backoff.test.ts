import assert from 'node:assert/strict'
import test from 'node:test'
import { backoffMillis, FULL_JITTER } from './backoff.ts'

test('doubles, is capped, and is random in its upper half', () => {
  const backoff = { firstMillis: 100, mostMillis: 1000 }
  assert.equal(backoffMillis(backoff, 0, 0), 50)
  assert.equal(backoffMillis(backoff, 1, 0), 100)
  assert.equal(backoffMillis(backoff, 50, 0), 500)
  assert.ok(backoffMillis(backoff, 50, 0.999) < 1000)
  // 2^1024 is no number any more.
  assert.equal(backoffMillis(backoff, 5000, 0), 500)
})

test('waits the part that its jitter says', () => {
  const waits = (jitter: readonly [number, number]) =>
    [0, 0.5, 1].map((random) => backoffMillis({ firstMillis: 100, mostMillis: 1000, jitter }, 1, random))
  assert.deepEqual(waits(FULL_JITTER), [0, 100, 200])
  assert.deepEqual(waits([0.75, 1.25]), [150, 200, 250])
})
