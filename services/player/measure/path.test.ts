import assert from 'node:assert/strict'
import test from 'node:test'
import { offsetToOrigin, type TrailEntry } from '@weir/wire'
import { sameWay, summarizeLegs } from './legs.ts'
import { legsOf } from './path.ts'

// One true clock; the mid's is 1 s ahead of it, the edge's 2 s behind, the browser's 5 s ahead.
const MID = 1_000_000
const EDGE = -2_000_000
const BROWSER = 5_000_000
const entry = (nodeIndex: number, receiveMicros: number, sendMicros: number, offsetMicros: number): TrailEntry => ({
  nodeIndex,
  receiveMicros,
  sendMicros,
  offsetMicros,
  errorMicros: nodeIndex === 0 ? 0 : 50,
})
const TRAIL = [
  entry(0, 10_000_000, 10_000_100, 0),
  entry(1, 10_000_400 + MID, 10_000_450 + MID, -MID),
  entry(2, 10_000_750 + EDGE, 10_000_800 + EDGE, MID - EDGE),
]
const CLOCK = { offsetMicros: EDGE - BROWSER, errorMicros: 200 }
const NAMES = ['in1', 'mid', 'edge']
const legs = legsOf({
  captureMicros: 9_990_000,
  trail: TRAIL,
  received: { atMicros: 10_001_800 + BROWSER, clock: CLOCK },
  shownMicros: 10_020_000 + BROWSER,
  nameOf: (index) => NAMES[index] as string,
})

test('every leg is found, clock offsets removed', () => {
  assert.deepEqual(
    legs.map(({ kind, from, to, micros, errorMicros }) => `${kind} ${from} ${to} ${micros} ±${errorMicros}`),
    [
      'encode in1 in1 10000 ±0',
      'node in1 in1 100 ±0',
      'push in1 mid 300 ±50',
      'node mid mid 50 ±0',
      'push mid edge 300 ±50',
      'node edge edge 50 ±0',
      'push edge browser 1000 ±200',
      'player browser browser 18200 ±0',
    ],
  )
})

test('the legs add up to glass-to-glass, and so do the bounds', () => {
  const { offsetMicros, errorMicros } = offsetToOrigin(TRAIL, CLOCK)
  const shownAtOrigin = 10_020_000 + BROWSER + offsetMicros
  assert.equal(
    legs.reduce((sum, { micros }) => sum + micros, 0),
    shownAtOrigin - 9_990_000,
  )
  assert.equal(errorMicros, 300)
})

test('without a clock exchange the last hop has no bound', () => {
  assert.equal(offsetToOrigin(TRAIL, undefined).errorMicros, Number.POSITIVE_INFINITY)
})

test('a summary has the newest bound and the quantiles of each leg', () => {
  const slow = legs.map((leg) => ({ ...leg, micros: leg.micros * 2 }))
  const [encode] = summarizeLegs([...Array.from({ length: 9 }, () => legs), slow])
  assert.deepEqual(encode, {
    kind: 'encode',
    from: 'in1',
    to: 'in1',
    p50Seconds: 0.01,
    p99Seconds: 0.02,
    errorSeconds: 0,
  })
  assert.deepEqual(summarizeLegs([]), [])
})

test('frames that took another way than the newest are left out', () => {
  const other = legs.map((leg) => ({ ...leg, from: leg.from === 'mid' ? 'mid-b' : leg.from }))
  assert.deepEqual(sameWay([legs, other, legs]), [legs, legs])
  assert.deepEqual(sameWay([legs, legs, other]), [other])
  assert.deepEqual(sameWay([]), [])
})
