import assert from 'node:assert/strict'
import test from 'node:test'
import { bitRate, counted, millis } from './format.ts'

test('milliseconds have as many digits as mean something', () => {
  assert.deepEqual([0.00021, 0.0143, 0.12, 1.5, -0.0004].map(millis), [
    '0.21 ms',
    '14.3 ms',
    '120 ms',
    '1500 ms',
    '-0.40 ms',
  ])
  assert.deepEqual([undefined, null, Number.POSITIVE_INFINITY].map(millis), ['–', '–', '–'])
})

test('bit rates', () => {
  assert.deepEqual([64_000, 1_200_000].map(bitRate), ['64 kbit/s', '1.2 Mbit/s'])
})

test('one is one', () => assert.deepEqual([counted(1, 'hop'), counted(2, 'hop')], ['1 hop', '2 hops']))
