import assert from 'node:assert/strict'
import test from 'node:test'
import type { BackpressureConfig } from '../config/index.ts'
import { decide, type Pressure } from './backpressure.ts'
import { UNBOUNDED_CAP_BYTES } from './limit.ts'

const CALM: Pressure = { waitingBytes: 0, chunkBytes: 100, startsGroup: false, skipping: false, removable: 0 }
type Policy = BackpressureConfig['policy']
const CASES: readonly (readonly [Policy, string, Partial<Pressure>, string])[] = [
  ['drop-to-keyframe', 'room', {}, 'send'],
  ['drop-to-keyframe', 'full', { waitingBytes: 950 }, 'skip'],
  ['drop-to-keyframe', 'room again, but within a group', { skipping: true }, 'skip'],
  ['drop-to-keyframe', 'a group starts, not drained', { skipping: true, startsGroup: true, waitingBytes: 600 }, 'skip'],
  ['drop-to-keyframe', 'a group starts, drained', { skipping: true, startsGroup: true, waitingBytes: 400 }, 'send'],
  ['drop-to-keyframe', 'a chunk over the cap, nothing in front', { chunkBytes: 5000 }, 'send'],
  ['drop-to-keyframe', 'a chunk over the cap, a little in front', { chunkBytes: 5000, waitingBytes: 100 }, 'skip'],
  ['drop-to-keyframe', 'a keyframe over the cap', { chunkBytes: 5000, waitingBytes: 500, startsGroup: true }, 'send'],
  ['drop-to-keyframe', 'the same, not drained', { chunkBytes: 5000, waitingBytes: 501, startsGroup: true }, 'skip'],
  ['drop-oldest-gop', 'a keyframe over the cap', { chunkBytes: 5000, waitingBytes: 500, startsGroup: true }, 'send'],
  ['disconnect', 'a keyframe over the cap', { chunkBytes: 5000, waitingBytes: 500, startsGroup: true }, 'send'],
  ['drop-oldest-gop', 'room', {}, 'send'],
  ['drop-oldest-gop', 'full, something to take back', { waitingBytes: 950, removable: 3 }, 'drop-oldest'],
  ['drop-oldest-gop', 'full, all of it in the socket', { waitingBytes: 950 }, 'skip'],
  ['drop-oldest-gop', 'skipping until a group starts', { skipping: true, waitingBytes: 100, removable: 3 }, 'skip'],
  ['disconnect', 'room', { waitingBytes: 900 }, 'send'],
  ['disconnect', 'full', { waitingBytes: 901 }, 'disconnect'],
  ['unbounded', 'far over the limit', { waitingBytes: 1_000_000 }, 'send'],
  ['unbounded', 'at the cap that protects the process', { waitingBytes: UNBOUNDED_CAP_BYTES }, 'disconnect'],
]

for (const [policy, name, pressure, expected] of CASES) {
  test(`backpressure ${policy}: ${name} → ${expected}`, () => {
    assert.equal(decide({ policy, maxBytes: 1000 }, { ...CALM, ...pressure }), expected)
  })
}
