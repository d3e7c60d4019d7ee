import assert from 'node:assert/strict'
import test from 'node:test'
import { amount, counted } from './counted.ts'

for (const [count, text] of [
  [0, '0'],
  [1, '1'],
  [999, '999'],
  [1000, '1,000'],
  [299_593, '299,593'],
  [1e9, '1,000,000,000'],
  [1.1037642105263158e26, 'more than 1,000,000,000'],
  [Number.POSITIVE_INFINITY, 'more than 1,000,000,000'],
] as const)
  test(`${count} is said as ${text}`, () => {
    assert.equal(amount(count), text)
    assert.equal(counted(count, 'node'), `${text} node${count === 1 ? '' : 's'}`)
  })
