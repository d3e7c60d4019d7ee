import assert from 'node:assert/strict'
import test from 'node:test'
import { firstOf, milliseconds, running } from './format.ts'

test('one is one', () => {
  assert.deepEqual(
    [running(1, 1), running(0, 1), running(4, 4), running(1, 4), running(3, 4)],
    ['1 node runs', '0 of 1 node run', '4 nodes run', '1 of 4 nodes runs', '3 of 4 nodes run'],
  )
})

test('a long list is cut, and says so', () => {
  assert.equal(firstOf(['a', 'b', 'c']), 'a; b; c')
  assert.equal(firstOf(['a', 'b', 'c', 'd', 'e']), 'a; b; c; and 2 more')
})

test('times', () =>
  assert.deepEqual([0.00021, 0.0143, 0.000001, null].map(milliseconds), ['0.21 ms', '14.3 ms', '<0.01 ms', '–']))
