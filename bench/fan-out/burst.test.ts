import assert from 'node:assert/strict'
import test from 'node:test'
import { type Burst, burstTable, missedBursts, summarizeBursts } from './burst.ts'

const burst = (change: Partial<Burst> = {}): Burst => ({
  joins: 4,
  joined: 4,
  watching: 2,
  firstsMillis: [10, 20, 30, 40],
  gapsMillis: [34, 40],
  missing: 0,
  sourceGapMillis: 35,
  ...change,
})
const missed = (change: Partial<Burst>, server = 'Weir /mse') =>
  missedBursts([summarizeBursts(server, [burst(), burst(change)])])

test('joins: all rounds are one distribution', () => {
  const summary = summarizeBursts('Weir /mse', [burst(), burst({ firstsMillis: [1, 2, 3, 400] })])
  assert.deepEqual(summary.first, { p50: 10, p99: 400, max: 400, count: 8 })
  assert.equal(summary.joined, 8)
  assert.match(burstTable([summary]), /\| Weir \/mse \| 8 of 8 +\| 10 \/ 400 \/ 400 /)
})

test('joins: a late first chunk, a gap of those that watch, and whoever got nothing are missed targets', () => {
  assert.deepEqual(missed({}), [])
  assert.match(missed({ firstsMillis: [10, 20, 30, 501] }).join(), /a first chunk after 501 ms, at most 500 expected/)
  assert.match(missed({ gapsMillis: [34, 120] }).join(), /a gap of 3\.6 frame times, .*source paused for 35 ms/)
  assert.match(missed({ joined: 3, firstsMillis: [1, 2, 3] }).join(), /7 of 8 that joined got a chunk/)
  assert.match(missed({ missing: 1 }).join(), /1 chunks or connections are missing/)
})

test('joins: a baseline is not held to what the edge is', () => {
  assert.deepEqual(missed({ gapsMillis: [34, 300] }, 'ws pre-framed'), [])
  assert.deepEqual(missed({ missing: 1 }, 'ws pre-framed').length, 1)
})

test('joins: an empty series is no figure', () => {
  assert.throws(() => summarizeBursts('Weir /mse', [burst({ firstsMillis: [] })]), /nobody who joined Weir \/mse/)
  assert.throws(() => summarizeBursts('Weir /mse', [burst({ gapsMillis: [34] })]), /1 of those that watch/)
})
