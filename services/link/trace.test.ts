import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { createTrace } from './trace.ts'

const rows = [
  { atSeconds: 0, rateBitsPerSecond: 1e6, delaySeconds: 0.01 },
  { atSeconds: 2, rateBitsPerSecond: 2e6 },
  { atSeconds: 3, delaySeconds: 0.03 },
]

for (const [at, rateBitsPerSecond, delaySeconds, untilSeconds] of [
  [100, 1e6, 0.01, 102],
  [101.9, 1e6, 0.01, 102],
  [102, 2e6, undefined, 103],
  [103, undefined, 0.03, 104],
  [104, 1e6, 0.01, 106],
  [110.5, 2e6, undefined, 111],
  [99, 1e6, 0.01, 102],
] as const) {
  test(`at ${at} s`, () => {
    assert.deepEqual(createTrace(rows, 100)(at), { rateBitsPerSecond, delaySeconds, untilSeconds })
  })
}

test('one row holds for ever', () => {
  assert.equal(createTrace([{ atSeconds: 0, delaySeconds: 1 }], 5)(1000.5).delaySeconds, 1)
})

test('before the first row stands the last', () => {
  assert.equal(
    createTrace(
      [
        { atSeconds: 1, delaySeconds: 1 },
        { atSeconds: 2, delaySeconds: 2 },
      ],
      0,
    )(0.5).delaySeconds,
    2,
  )
})

test('a trace without rows or without order is refused', () => {
  assert.throws(() => createTrace([], 0), RangeError)
  assert.throws(() => createTrace([{ atSeconds: 1 }, { atSeconds: 1 }], 0), /row 2 says 1 s after 1 s/)
})

test('time always goes on', () => {
  const ascending = fc
    .uniqueArray(fc.double({ min: 0, max: 1000, noNaN: true }), { minLength: 1, maxLength: 20 })
    .map((times) => times.sort((a, b) => a - b).map((atSeconds) => ({ atSeconds })))
  fc.assert(
    fc.property(ascending, fc.double({ min: 0, max: 1e6, noNaN: true }), (some, at) => {
      assert.ok(createTrace(some, 0)(at).untilSeconds > at)
    }),
    { numRuns: 1000 },
  )
})
