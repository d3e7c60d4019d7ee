import assert from 'node:assert/strict'
import test from 'node:test'
import { type Preferable, prefer, REST_MICROS, STEADY_MICROS } from './preference.ts'

const parent = (index: number, more: Partial<Preferable> = {}): Preferable => ({
  index,
  rank: index,
  upSinceMicros: 0,
  neverDown: true,
  givenUpMicros: undefined,
  ...more,
})
const NOW = 100_000_000
const back = (secondsAgo: number) => ({ upSinceMicros: NOW - secondsAgo * 1e6, neverDown: false })
const givenUp = (secondsAgo: number) => ({ givenUpMicros: NOW - secondsAgo * 1e6 })

const CASES: Readonly<
  Record<string, readonly [readonly Preferable[], number | undefined, number | undefined, number?]>
> = {
  'nobody is up': [[], undefined, undefined],
  'at the start the best, in whatever order they are told': [[parent(2), parent(0), parent(1)], undefined, 0],
  'the best comes up a moment after another: it takes the stream at once': [[parent(0), parent(1)], 1, 0],
  'the best is down: the second, and not the one after the active': [[parent(1), parent(2)], undefined, 1],
  'the best is back, but just now: the second stays until it is trusted': [
    [parent(0, back(1)), parent(1)],
    1,
    1,
    NOW - 1e6 + STEADY_MICROS,
  ],
  'the best has been back for long': [[parent(0, back(11)), parent(1)], 1, 0],
  'the best was given up while it was up': [[parent(0, givenUp(20)), parent(1)], 1, 1, NOW - 20e6 + REST_MICROS],
  'the best was given up, and has been connected anew since': [
    [parent(0, { ...back(11), ...givenUp(20) }), parent(1)],
    1,
    0,
  ],
  'a second one is trusted sooner than the best': [[parent(0, back(1)), parent(1), parent(2)], 2, 1, NOW + 9e6],
  'two that were given up do not hide a third': [
    [parent(0, givenUp(2)), parent(1, givenUp(1)), parent(2)],
    undefined,
    2,
    NOW + 58e6,
  ],
  'all were given up: the one that has rested longest': [
    [parent(0, givenUp(1)), parent(1, givenUp(3)), parent(2, givenUp(2))],
    undefined,
    1,
    NOW + 59e6,
  ],
}
for (const [name, [candidates, active, index, againMicros]] of Object.entries(CASES)) {
  test(name, () => assert.deepEqual(prefer(candidates, active, NOW), { index, againMicros }))
}
