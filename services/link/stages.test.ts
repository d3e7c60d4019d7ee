import assert from 'node:assert/strict'
import test from 'node:test'
import { type Random, seededRandom } from '@weir/figures'
import fc from 'fast-check'
import { createDelay } from './delay.ts'
import { createJitter } from './jitter.ts'
import { createLoss, lossRateBitsPerSecond, stallSeconds } from './loss.ts'
import { partition } from './partition.ts'
import { createRate } from './rate.ts'
import { SEGMENT_BYTES } from './stage.ts'

const near = (actual: number, expected: number, tolerance = 1e-9): void => {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} ± ${tolerance}`)
}
const steady = (bitsPerSecond: number) => () => ({ bitsPerSecond, untilSeconds: Number.POSITIVE_INFINITY })
/** Gives these numbers one after the other, then ones that lose nothing. */
const given = (...numbers: number[]): Random => {
  const left = [...numbers]
  return () => left.shift() ?? 0.999
}

test('delay: as long as the link is when the piece enters', () => {
  const delay = createDelay((at) => (at < 10 ? 0.02 : 0.5))
  near(delay(1, 100), 1.02)
  near(delay(10, 100), 10.5)
})

test('jitter: evenly over ± its half-width', () => {
  const jitter = createJitter(0.003, seededRandom(1))
  const spread = Array.from({ length: 10_000 }, () => jitter(5, 100) - 5)
  near(spread.reduce((sum, value) => sum + value, 0) / spread.length, 0, 1e-4)
  assert.ok(Math.min(...spread) >= -0.003 && Math.min(...spread) < -0.0029)
  assert.ok(Math.max(...spread) <= 0.003 && Math.max(...spread) > 0.0029)
})

test('partition: never', () => {
  assert.equal(partition(1, 1), Number.POSITIVE_INFINITY)
})

test('rate: a piece takes its bits over the rate, and the next waits for it', () => {
  const rate = createRate(steady(8000))
  near(rate.enter(1, 1000), 2)
  near(rate.enter(1, 500), 2.5)
  near(rate.enter(5, 1000), 6)
  near(rate.freeAtSeconds(), 6)
})

test('rate: nothing takes no time, and no limit takes none', () => {
  near(createRate(steady(8000)).enter(3, 0), 3)
  near(createRate(steady(Number.POSITIVE_INFINITY)).enter(3, 1e9), 3)
})

test('rate: a piece that crosses a change goes on at the new rate', () => {
  const rate = createRate((at) =>
    at < 1
      ? { bitsPerSecond: 8000, untilSeconds: 1 }
      : { bitsPerSecond: 80_000, untilSeconds: Number.POSITIVE_INFINITY },
  )
  near(rate.enter(0.5, 1000), 1 + 4000 / 80_000)
})

test('rate: whatever the pieces, the whole takes its bits over the rate', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1 }), (pieces) => {
      const rate = createRate(steady(1e6))
      for (const bytes of pieces) rate.enter(0, bytes)
      near(rate.freeAtSeconds(), pieces.reduce((sum, bytes) => sum + bytes * 8, 0) / 1e6, 1e-6)
    }),
  )
})

test('loss: Mathis et al., worked by hand', () => {
  // 1448 · 8 / 0.04 · √1.5 / √0.001
  near(lossRateBitsPerSecond(0.001, 0.04), 11_216_159, 1)
  assert.equal(lossRateBitsPerSecond(0, 0.04), Number.POSITIVE_INFINITY)
})

for (const [what, followers, random, expected] of [
  ['three followers: fast retransmit, one round trip', 3, given(), 0.04],
  ['two followers: the timer, one round trip and 200 ms', 2, given(), 0.24],
  ['fast retransmit lost: then the timer', 3, given(0), 0.04 + 0.24],
  ['timer, lost, timer twice as long', 0, given(0), 0.24 + 0.48],
  ['timer, lost, lost: doubles again', 0, given(0, 0), 0.24 + 0.48 + 0.96],
] as const) {
  test(`loss: ${what}`, () => {
    near(stallSeconds(0.04, followers, 0.5, random), expected)
  })
}

test('loss: a link that loses everything ends after 15 transmissions, each wait at most 120 s', () => {
  const stall = stallSeconds(0, 0, 1, () => 0)
  assert.ok(stall > 600 && stall < 1000, String(stall))
})

test('loss: what follows a lost segment waits for it', () => {
  const stalls: number[] = []
  const loss = createLoss({
    probability: 0.1,
    rttAt: () => 0.04,
    random: given(0.5, 0.05),
    onStall: (seconds) => stalls.push(seconds),
  })
  near(loss(1, 100), 1)
  near(loss(2, 100), 2.24)
  near(loss(2.1, 100), 2.24)
  near(loss(3, 100), 3)
  assert.equal(stalls.length, 1)
})

test('loss: a write of five segments that loses its first is repeated fast, its last by the timer', () => {
  const after = (...numbers: number[]) => {
    const random = given(...numbers)
    return createLoss({ probability: 0.1, rttAt: () => 0.04, random, onStall: () => {} })(1, 5 * SEGMENT_BYTES)
  }
  near(after(0), 1.04)
  near(after(0.5, 0.5, 0.5, 0.5, 0), 1.24)
})

test('loss: as many segments are lost as asked for, in writes of any size', () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ min: 0.001, max: 0.2, noNaN: true }), (seed, probability) => {
      let lost = 0
      let segments = 0
      const random = seededRandom(seed)
      const loss = createLoss({ probability, rttAt: () => 0.01, random, onStall: () => lost++ })
      for (let write = 0; write < 3000; write++) {
        const count = 1 + (write % 5)
        segments += count
        loss(write, count * SEGMENT_BYTES)
      }
      const deviation = Math.sqrt(segments * probability * (1 - probability))
      near(lost, segments * probability, 5 * deviation + 1)
    }),
    { numRuns: 20 },
  )
})
