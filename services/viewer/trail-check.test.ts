import assert from 'node:assert/strict'
import test from 'node:test'
import type { TrailEntry } from '@weir/wire'
import { impossibleHops, trailFault } from './trail-check.ts'

const entry = (nodeIndex: number, receiveMicros: number, change: Partial<TrailEntry> = {}): TrailEntry => ({
  nodeIndex,
  receiveMicros,
  sendMicros: receiveMicros + 100,
  offsetMicros: 0,
  errorMicros: 50,
  ...change,
})
const NAMED = new Set([1, 2, 3])

const TABLE: [string, TrailEntry[], number | undefined, RegExp | undefined][] = [
  ['two hops', [entry(1, 1000), entry(2, 1200), entry(3, 1500)], 3, undefined],
  ['a parent that said no index', [entry(1, 1000)], undefined, undefined],
  ['nothing', [], 3, /empty/],
  ['another parent', [entry(1, 1000), entry(2, 1200)], 3, /ends at node 2/],
  ['a node without a name', [entry(9, 1000), entry(3, 1200)], 3, /name node 9/],
  ['a loop', [entry(1, 1000), entry(2, 1200), entry(1, 1400), entry(3, 1600)], 3, /twice/],
  ['a send before its receive', [entry(1, 1000, { sendMicros: 999 }), entry(3, 1600)], 3, /before it received/],
]

for (const [name, trail, parent, expected] of TABLE) {
  test(`trail: ${name}`, () => {
    const fault = trailFault(trail, parent, NAMED)
    if (expected) assert.match(fault ?? '', expected)
    else assert.equal(fault, undefined)
  })
}

test('trail: a hop may be shorter than nothing by as much as its clocks may be off', () => {
  assert.equal(impossibleHops([entry(1, 1000), entry(2, 1060)]), 0)
  assert.equal(impossibleHops([entry(1, 1000), entry(2, 1040)]), 1)
  assert.equal(impossibleHops([entry(1, 1000), entry(2, 0, { errorMicros: 0xffff_ffff })]), 0)
})
