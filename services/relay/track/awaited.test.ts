import assert from 'node:assert/strict'
import test from 'node:test'
import { createAwaited } from './awaited.ts'

test('an address has its share, and what it leaves is free again', () => {
  const awaited = createAwaited({ most: 5, mostOfAddress: 3 })
  const take = (address: string, ...keys: string[]) => keys.map((key) => awaited.take(key, address))
  assert.deepEqual(take('a', 'a1', 'a2', 'a3', 'a4'), [true, true, true, false])
  assert.deepEqual(take('b', 'b1', 'a1'), [true, true], 'of another address, and what is here already')
  awaited.keep('was-here')
  assert.deepEqual(take('c', 'c1'), [false], 'the whole is bounded')
  awaited.delete('a1')
  assert.deepEqual(take('a', 'a4', 'a5'), [true, false])
  awaited.delete('was-here')
  assert.deepEqual(take('c', 'c1'), [true])
  awaited.delete('never-here')
  assert.deepEqual(
    ['a1', 'a4', 'c1'].map((key) => awaited.has(key)),
    [false, true, true],
  )
})
