import assert from 'node:assert/strict'
import test from 'node:test'
import { disagreement } from './agreement.ts'

const BEFORE = new Map([
  [0.001, 10],
  [0.01, 20],
  [Number.POSITIVE_INFINITY, 20],
])
const AFTER = new Map([
  [0.001, 60],
  [0.01, 120],
  [Number.POSITIVE_INFINITY, 120],
])

test('agreement: the same distribution agrees, another one does not', () => {
  const half = [...Array(50).fill(0.5), ...Array(50).fill(5)]
  assert.equal(disagreement(BEFORE, AFTER, half), 0)
  assert.equal(
    disagreement(
      BEFORE,
      AFTER,
      half.map((millis) => millis * 100),
    ),
    1,
  )
  assert.equal(disagreement(BEFORE, AFTER, [-0.1, 5]), 0, 'a latency within the clock error counts as 0')
  assert.equal(disagreement(BEFORE, BEFORE, half), 1, 'nothing counted agrees with nothing')
})
