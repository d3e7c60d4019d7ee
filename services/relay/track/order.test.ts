import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { createOrder, type Ordered } from './order.ts'

const LIMITS = { maxHeld: 8, maxHeldMicros: 200_000 }
const [A, B] = [1, 2]
/** `parent sequence`, in the order of arrival, epoch 1; what is delivered, and how many are missing. */
const play = (sources: readonly number[], arrivals: readonly (readonly [number, number])[]) => {
  const order = createOrder<Ordered>(LIMITS)
  order.setSources(new Set(sources))
  const delivered: number[] = []
  let missing = 0
  const outcomes = arrivals.map(([source, sequence], at) => {
    const step = order.accept(source, { epoch: 1, sequence }, at * 1000)
    delivered.push(...step.deliver.map((item) => item.sequence))
    missing += step.missing
    return step.outcome
  })
  return { delivered, missing, outcomes, order }
}

const CASES = [
  {
    name: 'one parent, in order',
    sources: [A],
    arrivals: [
      [A, 5],
      [A, 6],
      [A, 7],
    ],
    delivered: [5, 6, 7],
    missing: 0,
  },
  {
    name: 'one parent leaves a hole: lost at once',
    sources: [A],
    arrivals: [
      [A, 0],
      [A, 3],
    ],
    delivered: [0, 3],
    missing: 2,
  },
  {
    name: 'first copy wins',
    sources: [A, B],
    arrivals: [
      [A, 0],
      [B, 0],
      [B, 1],
      [A, 1],
    ],
    delivered: [0, 1],
    missing: 0,
  },
  {
    name: 'the other parent fills the hole',
    sources: [A, B],
    arrivals: [
      [A, 0],
      [B, 0],
      [A, 2],
      [B, 1],
      [B, 2],
    ],
    delivered: [0, 1, 2],
    missing: 0,
  },
  {
    name: 'both leave the hole',
    sources: [A, B],
    arrivals: [
      [A, 0],
      [B, 0],
      [A, 2],
      [B, 2],
    ],
    delivered: [0, 2],
    missing: 1,
  },
  {
    name: 'a hole waits for the parent that is behind',
    sources: [A, B],
    arrivals: [
      [A, 0],
      [A, 2],
    ],
    delivered: [0],
    missing: 0,
  },
  {
    name: 'too many wait behind the hole',
    sources: [A, B],
    arrivals: [[A, 0], ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map((s) => [A, s])],
    delivered: [0, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    missing: 1,
  },
] as const

for (const { name, sources, arrivals, delivered, missing } of CASES) {
  test(`order: ${name}`, () => {
    const played = play(sources, arrivals as never)
    assert.deepEqual(played.delivered, delivered)
    assert.equal(played.missing, missing)
  })
}

test('a copy that comes after its chunk was counted missing is late, not a duplicate', () => {
  const { outcomes } = play(
    [A],
    [
      [A, 0],
      [A, 2],
      [B, 1],
      [B, 2],
    ],
  )
  assert.deepEqual(outcomes, ['delivered', 'delivered', 'late', 'duplicate'])
})

test('a hole is given up when its time is over', () => {
  const { order } = play(
    [A, B],
    [
      [A, 0],
      [A, 2],
    ],
  )
  assert.deepEqual(order.expire(100_000), { deliver: [], missing: 0 })
  assert.equal(order.deadlineMicros, 201_000)
  assert.deepEqual(order.expire(201_000), { deliver: [{ epoch: 1, sequence: 2 }], missing: 1 })
  assert.equal(order.deadlineMicros, undefined)
})

test('a parent that goes away is not waited for', () => {
  const { order } = play(
    [A, B],
    [
      [A, 0],
      [A, 2],
    ],
  )
  assert.deepEqual(order.setSources(new Set([A])), { deliver: [{ epoch: 1, sequence: 2 }], missing: 1 })
})

test('a new epoch lets out what is held, and refuses the old one from then on', () => {
  const { order } = play(
    [A, B],
    [
      [A, 0],
      [A, 2],
    ],
  )
  const step = order.accept(A, { epoch: 2, sequence: 0 }, 5000)
  assert.deepEqual(
    step.deliver.map(({ epoch, sequence }) => [epoch, sequence]),
    [
      [1, 2],
      [2, 0],
    ],
  )
  assert.equal(step.missing, 1)
  assert.equal(order.accept(B, { epoch: 1, sequence: 3 }, 6000).outcome, 'late-epoch')
})

test('a jump by four thousand million chunks costs nothing', () => {
  const { missing, order } = play(
    [A],
    [
      [A, 0],
      [A, 0xffff_ffff],
    ],
  )
  assert.equal(missing, 0xffff_fffe)
  assert.equal(order.held, 0)
})

test('whatever two parents lose, every chunk is delivered once and in order, or counted missing once', () => {
  const lossy = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 })
  fc.assert(
    fc.property(lossy, lossy, fc.array(fc.boolean(), { maxLength: 100 }), (lostByA, lostByB, turns) => {
      const order = createOrder<Ordered>({ maxHeld: 100, maxHeldMicros: 1e9 })
      order.setSources(new Set([A, B]))
      const queue = (lost: boolean[]) => lost.flatMap((gone, s) => (gone && s > 0 && s < 39 ? [] : [s]))
      const queues = { [A]: queue(lostByA), [B]: queue(lostByB) } as Record<number, number[]>
      const delivered: number[] = []
      let missing = 0
      const take = (source: number) => {
        const sequence = queues[source]?.shift()
        if (sequence === undefined) return
        const step = order.accept(source, { epoch: 1, sequence }, 0)
        delivered.push(...step.deliver.map((item) => item.sequence))
        missing += step.missing
      }
      for (const turn of turns) take(turn ? A : B)
      for (let left = 0; left < 40; left++) {
        take(A)
        take(B)
      }
      const lostByBoth = lostByA.filter((gone, s) => gone && lostByB[s] && s > 0 && s < 39).length
      assert.equal(missing, lostByBoth)
      assert.equal(delivered.length, 40 - lostByBoth)
      assert.deepEqual(
        delivered,
        [...delivered].sort((a, b) => a - b),
      )
    }),
  )
})

test('an epoch that is forgotten gives way to an older one, and what was held goes out first', () => {
  const order = createOrder<Ordered>(LIMITS)
  order.setSources(new Set([A, B]))
  order.accept(A, { epoch: 9, sequence: 0 }, 0)
  order.accept(A, { epoch: 9, sequence: 2 }, 0)
  assert.equal(order.accept(A, { epoch: 5, sequence: 0 }, 0).outcome, 'late-epoch')
  assert.deepEqual(order.forget(), { deliver: [{ epoch: 9, sequence: 2 }], missing: 1 })
  assert.equal(order.accept(A, { epoch: 5, sequence: 0 }, 0).outcome, 'delivered')
})
