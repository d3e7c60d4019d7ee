import assert from 'node:assert/strict'
import test from 'node:test'
import { backoffMillis } from '@weir/time'
import { addressFor, RETRY } from './retry.ts'

test('the delay doubles up to its cap, half of it random', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6, 100].map((attempt) => backoffMillis(RETRY, attempt, 1)),
    [50, 100, 200, 400, 800, 1000, 1000, 1000],
  )
  assert.equal(backoffMillis(RETRY, 0, 0), 25)
  assert.equal(backoffMillis(RETRY, 100, 0), 500)
})

test('home first, then others and home in turn', () => {
  const at = (attempt: number) => addressFor(attempt, 'home', ['a', 'b'])
  assert.deepEqual(
    Array.from({ length: RETRY.failuresBeforeNext }, (_, attempt) => at(attempt)),
    ['home', 'home', 'home', 'home'],
  )
  assert.deepEqual([4, 5, 6, 7, 8].map(at), ['a', 'home', 'b', 'home', 'a'])
  assert.equal(addressFor(50, 'home', []), 'home')
})
