import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { createHistogram } from './histogram.ts'
import { quantile, quantileOfSorted } from './quantile.ts'
import { seededRandom } from './seeded-random.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, index) => count - index)

const CASES: readonly (readonly [string, readonly number[], number, number | undefined])[] = [
  ['of none', [], 0.5, undefined],
  ['of one', [7], 0.99, 7],
  ['the median of an odd number', [3, 1, 2], 0.5, 2],
  ['the median of an even number is the lower of two', [4, 1, 3, 2], 0.5, 2],
  ['p99 of a few is the largest', upTo(99), 0.99, 99],
  ['p99 of a hundred is the last but one', upTo(100), 0.99, 99],
  ['a hair over half of ten is the sixth', upTo(10), 0.500_01, 6],
  ['the smallest', upTo(10), 0, 1],
  ['the largest', upTo(10), 1, 10],
  ['numbers go by their size, not as text', [10, 9, -1, -2], 0.5, -1],
]
for (const [name, values, q, expected] of CASES) {
  test(`quantile: ${name}`, () => assert.equal(quantile(values, q), expected))
}

test('quantile: the rank is exact, however q was rounded', () => {
  for (const count of [7, 100, 1000, 1100]) {
    const sorted = upTo(count).reverse()
    for (let rank = 1; rank <= count; rank++) assert.equal(quantileOfSorted(sorted, rank / count), rank)
  }
  assert.equal(quantile(upTo(100), 0.07), 7)
})

test('quantile: is a value that at least the share does not exceed, and no smaller one is', () => {
  const shareUpTo = (values: readonly number[], most: number) =>
    values.filter((value) => value <= most).length / values.length
  const values = fc.array(fc.double({ noNaN: true }), { minLength: 1 })
  fc.assert(
    fc.property(values, fc.double({ min: 0.001, max: 1, noNaN: true }), (values, q) => {
      const found = quantile(values, q) as number
      assert.ok(values.includes(found) && shareUpTo(values, found) >= q - 1e-12)
      const smaller = values.filter((value) => value < found)
      assert.ok(smaller.length / values.length < q)
    }),
  )
})

test('histogram: agrees with the exact quantile to three digits', () => {
  assert.equal(createHistogram().quantile(0.5), undefined)
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (...given) => {
        const [seed, count, q] = given
        const random = seededRandom(seed)
        const values = Array.from({ length: count }, () => Math.floor(3e9 ** random()))
        const histogram = createHistogram()
        for (const value of values) histogram.record(value)
        const exact = quantile(values, q) as number
        const binned = histogram.quantile(q) as number
        assert.equal(histogram.count, values.length)
        assert.ok(binned >= exact && binned - exact <= exact / 1000 + 1, `${binned}, exactly ${exact}`)
      },
    ),
  )
})

test('histogram: what clocks made negative counts as 0, what they made huge is not cut', () => {
  const histogram = createHistogram()
  histogram.record(-12.5)
  assert.deepEqual([histogram.count, histogram.quantile(1)], [1, 0])
  histogram.record(1e12)
  assert.ok(Math.abs((histogram.quantile(1) ?? 0) / 1e12 - 1) < 1e-3)
})
