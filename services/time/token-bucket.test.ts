import assert from 'node:assert/strict'
import test from 'node:test'
import { createTokenBucket } from './token-bucket.ts'

test('a burst is let through, then only so many a second', () => {
  const bucket = createTokenBucket({ perSecond: 2, burst: 3 }, 10)
  const at = (seconds: number) => bucket.take(seconds)
  assert.deepEqual([at(10), at(10), at(10), at(10)], [true, true, true, false])
  assert.deepEqual([at(10.4), at(10.5), at(10.5)], [false, true, false])
  assert.deepEqual([at(99), at(99), at(99), at(99)], [true, true, true, false])
})

test('a clock that steps back takes no tokens away, and gives none when it returns', () => {
  const bucket = createTokenBucket({ perSecond: 1, burst: 2 }, 1000)
  assert.deepEqual([bucket.take(0), bucket.take(0), bucket.take(0)], [true, true, false])
  assert.equal(bucket.take(1), true)
})

test('several are taken at once, or none of them', () => {
  const bucket = createTokenBucket({ perSecond: 2, burst: 10 }, 0)
  assert.deepEqual(
    [bucket.take(0, 8), bucket.take(0, 3), bucket.take(0, 2), bucket.take(0, 0)],
    [true, false, true, true],
  )
  assert.deepEqual([bucket.take(2, 5), bucket.take(2, 4)], [false, true])
})
