import assert from 'node:assert/strict'
import test from 'node:test'
import { seededRandom } from '@weir/figures'
import fc from 'fast-check'
import { createOffsetEstimator, type OffsetEstimator } from './clock-offset.ts'

interface Clock {
  readonly offset: number
  readonly rate: number
}
const START = 1_700_000_000_000_000
const read = (clock: Clock, trueMicros: number): number =>
  Math.floor(START + clock.offset + (trueMicros - START) * (1 + clock.rate))

interface World {
  readonly child: Clock
  readonly parent: Clock
  readonly random: () => number
  /** One-way delay, µs, up and down. */
  readonly delays: (random: () => number) => readonly [number, number]
}

/** One exchange that begins at `trueMicros`. */
const exchange = (world: World, estimator: OffsetEstimator, trueMicros: number): void => {
  const [up, down] = world.delays(world.random)
  const arrives = trueMicros + up
  const answers = arrives + 5 + world.random() * 100
  const back = answers + down
  estimator.sample(
    read(world.child, trueMicros),
    read(world.parent, arrives),
    read(world.parent, answers),
    read(world.child, back),
  )
}

const check = (world: World, estimator: OffsetEstimator, trueMicros: number) => {
  const estimate = estimator.estimate(read(world.child, trueMicros))
  assert.ok(estimate)
  const truth = read(world.parent, trueMicros) - read(world.child, trueMicros)
  const wrong = Math.abs(estimate.offsetMicros - truth)
  assert.ok(wrong <= estimate.errorMicros + 1, `${estimate.offsetMicros} ± ${estimate.errorMicros}, truth ${truth}`)
  return { ...estimate, wrong }
}

// Queues as on a busy path: most exchanges wait little, some wait long, each way for itself.
const queueing =
  (base: number, mean: number) =>
  (random: () => number): readonly [number, number] => [
    base - Math.log(1 - random()) * mean * (random() < 0.2 ? 10 : 1),
    base - Math.log(1 - random()) * mean * (random() < 0.2 ? 10 : 1),
  ]

test('before the first exchange there is no estimate', () => {
  assert.equal(createOffsetEstimator().estimate(START), undefined)
})

test('one exchange gives the textbook offset, bounded by half the round trip', () => {
  const estimator = createOffsetEstimator()
  estimator.sample(1_000_000, 5_000_300, 5_000_400, 1_000_700)
  const estimate = estimator.estimate(1_000_350)
  assert.equal(estimate?.offsetMicros, 4_000_000)
  assert.equal(estimate?.rttMicros, 600)
  assert.ok(estimate && estimate.errorMicros >= 300 && estimate.errorMicros <= 305, String(estimate?.errorMicros))
})

test('the true offset lies within the bound, for any clocks and any queues', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.integer(),
        offset: fc.integer({ min: -3_600_000_000, max: 3_600_000_000 }),
        childRate: fc.double({ min: -4e-4, max: 4e-4, noNaN: true }),
        parentRate: fc.double({ min: -4e-4, max: 4e-4, noNaN: true }),
        base: fc.integer({ min: 0, max: 50_000 }),
        asymmetry: fc.integer({ min: 0, max: 50_000 }),
        mean: fc.integer({ min: 0, max: 20_000 }),
        period: fc.integer({ min: 20_000, max: 2_000_000 }),
      }),
      ({ seed, offset, childRate, parentRate, base, asymmetry, mean, period }) => {
        const random = seededRandom(seed)
        const queues = queueing(base, mean)
        const world: World = {
          child: { offset: 0, rate: childRate },
          parent: { offset, rate: parentRate },
          random,
          delays: () => {
            const [up, down] = queues(random)
            return [up + asymmetry, down]
          },
        }
        const estimator = createOffsetEstimator()
        let at = START
        for (let round = 0; round < 100; round++) {
          at += 1_000_000 + period * (0.5 + random())
          exchange(world, estimator, at)
          check(world, estimator, at + 1_000_000 * random())
          check(world, estimator, at + period)
        }
      },
    ),
    { numRuns: 100 },
  )
})

test('over loopback it comes to within tens of µs in ten seconds, drift included', () => {
  const world: World = {
    child: { offset: 0, rate: -30e-6 },
    parent: { offset: 12_345_678, rate: 70e-6 },
    random: seededRandom(7),
    delays: queueing(25, 60),
  }
  const estimator = createOffsetEstimator()
  for (let at = START; at <= START + 60_000_000; at += 500_000) {
    exchange(world, estimator, at)
    const found = check(world, estimator, at + 400_000)
    if (at >= START + 10_000_000) {
      assert.ok(found.errorMicros <= 200, `bound ${found.errorMicros}`)
      assert.ok(found.wrong <= 60, `off by ${found.wrong}`)
    }
    if (at >= START + 30_000_000) assert.ok(found.errorMicros <= 100, `bound ${found.errorMicros}`)
  }
})

test('without an exchange the bound grows with age', () => {
  const estimator = createOffsetEstimator()
  estimator.sample(START, START + 100, START + 100, START + 200)
  const soon = estimator.estimate(START + 1_000_000)
  const late = estimator.estimate(START + 60_000_000)
  assert.ok(soon && late && late.errorMicros > 10 * soon.errorMicros)
})

test('it never claims less than the resolution of the stamps', () => {
  const estimator = createOffsetEstimator({ resolutionMicros: 1000 })
  for (let at = START; at < START + 5_000_000; at += 100_000) estimator.sample(at, at, at, at)
  assert.ok((estimator.estimate(START + 5_000_000)?.errorMicros ?? 0) >= 1000)
})

for (const [who, step] of [
  ['parent', 5_000_000],
  ['parent', -5_000_000],
  ['child', 5_000_000],
  ['child', -5_000_000],
] as const) {
  test(`a step of the ${who}'s clock by ${step} µs is followed at the next exchange`, () => {
    const random = seededRandom(11)
    const before: World = {
      child: { offset: 0, rate: 0 },
      parent: { offset: 0, rate: 1e-5 },
      random,
      delays: queueing(30, 60),
    }
    const after: World = { ...before, [who]: { ...before[who], offset: step } }
    const estimator = createOffsetEstimator()
    let at = START
    for (; at < START + 20_000_000; at += 500_000) exchange(before, estimator, at)
    check(before, estimator, at)
    exchange(after, estimator, at)
    check(after, estimator, at + 1000)
  })
}

test('stamps that cannot be are passed over', () => {
  const estimator = createOffsetEstimator()
  estimator.sample(1000, 2000, 1900, 1500)
  estimator.sample(1500, 2000, 2000, 1000)
  estimator.sample(1000, 2000, 9000, 1500)
  assert.equal(estimator.estimate(1500), undefined)
})
