import assert from 'node:assert/strict'
import test from 'node:test'
import type { Run } from './run.ts'
import { markdown, summarize } from './summary.ts'
import type { Window } from './window.ts'

const window = (change: Partial<Window> = {}): Window => ({
  seconds: 2,
  gapsMillis: [40, 50],
  sourceGapMillis: 34,
  ownDelayMillis: 6,
  missing: 0,
  duplicates: 0,
  otherFaults: 0,
  stalls: 0,
  disconnects: 0,
  browserStalls: null,
  ...change,
})
const run = (mode: Run['mode'], broke: Partial<Window>, mended: Partial<Window> = {}): Run => ({
  mode,
  fault: 'kill',
  broken: 'mid-a',
  control: window(),
  broke: window(broke),
  mended: window(mended),
})
const missedOf = (runs: readonly Run[], phase: string): readonly string[] =>
  summarize(runs).find((row) => row.phase === phase)?.missed ?? ['no such row']

test('failover: gaps of all viewers of all runs are one distribution', () => {
  const [, broke] = summarize([run('standby', { gapsMillis: [80, 90] }), run('standby', { gapsMillis: [100, 110] })])
  assert.deepEqual(broke?.gapMillis, { p50: 90, p99: 110, max: 110 })
  assert.equal(broke?.runs, 2)
})

const CASES: [string, Run, string, RegExp | undefined][] = [
  [
    'standby may stall for a gap within the target',
    run('standby', { gapsMillis: [59], stalls: 3 }),
    'broke',
    undefined,
  ],
  ['standby may not take longer', run('standby', { gapsMillis: [61] }), 'broke', /gap p99 61 ms/],
  ['hot may not stall', run('hot', { stalls: 1 }), 'broke', /stalls 1/],
  ['nor in the browser', run('hot', { browserStalls: 2 }), 'broke', /browser stalls 2/],
  ['nothing may be missing', run('standby', { missing: 1 }), 'broke', /missing 1/],
  ['nor come twice', run('hot', { duplicates: 4 }), 'broke', /duplicates 4/],
  ['a node that comes back may not be felt', run('standby', {}, { gapsMillis: [120] }), 'mended', /gap p99 120 ms/],
  ['nor stall a player', run('standby', {}, { stalls: 1 }), 'mended', /stalls 1/],
  ['what happens untroubled is no failover', run('hot', {}), 'control', undefined],
]
for (const [name, one, phase, expected] of CASES) {
  test(`failover: ${name}`, () => {
    const missed = missedOf([one], phase)
    if (expected) assert.match(missed.join('; '), expected)
    else assert.deepEqual(missed, [])
  })
}

test('failover: the table has a line a row', () => {
  assert.equal(markdown(summarize([run('hot', {}), run('standby', {})])).split('\n').length, 2 + 6)
})
