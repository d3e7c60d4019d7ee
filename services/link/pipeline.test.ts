import assert from 'node:assert/strict'
import test from 'node:test'
import { seededRandom } from '@weir/figures'
import fc from 'fast-check'
import type { Impair } from './impair.ts'
import { createPipeline } from './pipeline.ts'
import { SEGMENT_BYTES } from './stage.ts'

const make = (impair: Impair, direction: 'down' | 'up' = 'down') =>
  createPipeline({ impair, direction, startSeconds: 100, random: seededRandom(impair.seed ?? 0), onStall: () => {} })

const near = (actual: number | undefined, expected: number, tolerance = 1e-9): void => {
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`)
}

for (const [name, impair] of Object.entries({
  nothing: {},
  'a direction alone': { direction: 'down' },
  'a seed alone': { seed: 4 },
  zeros: { delaySeconds: 0, jitterSeconds: 0, loss: 0 },
  'no partition': { partition: false },
} satisfies Record<string, Impair>)) {
  test(`${name} is a clean link`, () => {
    assert.equal(make(impair), undefined)
  })
}

test('one direction leaves the other clean, both is the default', () => {
  assert.equal(make({ delaySeconds: 1, direction: 'up' }, 'down'), undefined)
  near(make({ delaySeconds: 1, direction: 'up' }, 'up')?.enter(100, 1), 101)
  near(make({ delaySeconds: 1 }, 'up')?.enter(100, 1), 101)
  near(make({ delaySeconds: 1, direction: 'both' }, 'down')?.enter(100, 1), 101)
})

test('rate comes before delay', () => {
  const pipeline = make({ rateBitsPerSecond: 8000, delaySeconds: 0.5 })
  near(pipeline?.enter(100, 1000), 101.5)
  near(pipeline?.enter(100, 1000), 102.5)
  near(pipeline?.freeAtSeconds(), 102)
})

test('a partition lets nothing out', () => {
  assert.equal(make({ partition: true, delaySeconds: 1 })?.enter(100, 1), Number.POSITIVE_INFINITY)
  assert.equal(make({ partition: true })?.partitioned, true)
})

test('loss brings the rate that TCP settles at, over the round trip of both directions', () => {
  const pipeline = make({ loss: 0.01, delaySeconds: 0.02 })
  // 1448 · 8 / 0.0402 · √150 bit/s
  const bytes = 1e6
  near(pipeline?.freeAtSeconds(), 0)
  pipeline?.enter(100, bytes)
  near(pipeline?.freeAtSeconds(), 100 + (bytes * 8) / (((1448 * 8) / 0.0402) * Math.sqrt(150)), 1e-6)
})

test('a trace gives rate and delay of the moment, and what it leaves out the link gives', () => {
  const pipeline = make({
    delaySeconds: 0.3,
    trace: [
      { atSeconds: 0, delaySeconds: 0.1 },
      { atSeconds: 1, rateBitsPerSecond: 8000 },
    ],
  })
  near(pipeline?.enter(100.5, 1000), 100.6)
  near(pipeline?.enter(101, 500), 101.8)
})

test('pieces are a segment on a slow link, a millisecond on a fast one, and whole without a rate', () => {
  assert.equal(make({ rateBitsPerSecond: 1e6 })?.pieceBytes(100), SEGMENT_BYTES)
  assert.equal(make({ rateBitsPerSecond: 1e9 })?.pieceBytes(100), 125_000)
  assert.equal(make({ delaySeconds: 1 })?.pieceBytes(100), Number.POSITIVE_INFINITY)
})

const impair: fc.Arbitrary<Impair> = fc.record(
  {
    delaySeconds: fc.double({ min: 0, max: 2, noNaN: true }),
    jitterSeconds: fc.double({ min: 0, max: 3, noNaN: true }),
    rateBitsPerSecond: fc.double({ min: 1e4, max: 1e9, noNaN: true }),
    loss: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.nat(),
  },
  { requiredKeys: ['delaySeconds', 'seed'] },
)
const entries = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(50_000)), { maxLength: 40 })

test('whatever the link, order is kept, nothing leaves before it entered, and a seed repeats it all', () => {
  fc.assert(
    fc.property(impair, entries, (link, list) => {
      const run = () => {
        const pipeline = make(link)
        let at = 100
        let before = 0
        return list.map(([gap, bytes]) => {
          at += gap
          const leaves = pipeline?.enter(at, bytes) ?? at
          assert.ok(leaves >= at && leaves >= before, `${leaves} after ${before}, entered at ${at}`)
          before = leaves
          return leaves
        })
      }
      assert.deepEqual(run(), run())
    }),
  )
})
