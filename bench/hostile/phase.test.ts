import assert from 'node:assert/strict'
import test from 'node:test'
import { type Phase, rowOf, verdictsOf } from './phase.ts'

const phase = (name: Phase['name'], change: Partial<Phase> = {}): Phase => ({
  name,
  seconds: 60,
  missing: 0,
  otherFaults: 0,
  stalls: 0,
  reconnects: 0,
  gapsMillis: [40, 60],
  sourceGapMillis: 34,
  page: { frames: 1800, stalls: 0, reconnects: 0 },
  looks: [100, 150, 120].map((megabytes) => [
    { node: 'edge1', series: 500, residentBytes: megabytes * 1e6, cpuSeconds: megabytes / 10 },
  ]),
  logLines: [{ node: 'edge1', lines: 60 }],
  attacks: [],
  ...change,
})
const verdicts = (change: Partial<Phase>, control: Partial<Phase> = {}): string =>
  verdictsOf([phase('control', control), phase('attacked', change)]).join('; ')
const held = (change: object): Pick<Phase, 'looks'> => {
  const before = { node: 'edge1', series: 500, residentBytes: 100e6, cpuSeconds: 1 }
  return { looks: [[before], [{ ...before, ...change }], [before]] }
}

test('hostile: nobody loses anything, and stalls no more than without', () => {
  assert.equal(verdicts({}), '')
  assert.match(verdicts({ missing: 1 }), /attacked: 1 chunks missing/)
  assert.match(verdicts({ otherFaults: 2 }), /2 rules broken/)
  assert.match(verdicts({ reconnects: 1 }), /1 reconnects/)
  assert.match(verdicts({ page: { frames: 1800, stalls: 0, reconnects: 1 } }), /1 reconnects/)
  assert.match(verdicts({ stalls: 3 }, { stalls: 1 }), /3 stalls under attack, 1 without/)
  assert.match(verdicts({ page: { frames: 1800, stalls: 1, reconnects: 0 } }), /1 stalls under attack, 0 without/)
  assert.equal(verdicts({ stalls: 1 }, { stalls: 1 }), '')
})

test('hostile: memory, series and log are bounded all the time, and not only afterwards', () => {
  assert.match(verdicts(held({ residentBytes: 190e6 })), /edge1 held 190 MB, 100 before/)
  assert.match(verdicts(held({ series: 600 })), /edge1 had 600 series, 500 before/)
  assert.match(verdicts({ logLines: [{ node: 'edge1', lines: 200 }] }), /edge1 wrote 200 lines a minute/)
})

test('hostile: what an attack was let have is told', () => {
  const attack = { name: 'a crowd', target: 'http://127.0.0.1:1', seconds: 9, failed: '300 of 1000 are kept' }
  assert.match(verdicts({ attacks: [attack] }), /a crowd at http:\/\/127\.0\.0\.1:1: 300 of 1000 are kept/)
  assert.match(rowOf(phase('attacked', { attacks: [attack] })).join(' | '), /\| 1 \| edge1 100 \/ 150 \/ 120 \|/)
})
