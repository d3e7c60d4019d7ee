import assert from 'node:assert/strict'
import test from 'node:test'
import type { BackpressureConfig } from '../config/index.ts'
import { type Load, limitOf, mostWaiting, UNBOUNDED_CAP_BYTES } from './limit.ts'

const load = (bitsPerSecond: number, largestKeyframeBytes: number): Load => ({
  bytesPerSecond: bitsPerSecond / 8,
  largestKeyframeBytes,
})
const AUDIO = load(128_000, 400)

const CASES: readonly (readonly [string, BackpressureConfig['maxBytes'], readonly Load[], number])[] = [
  ['nothing is known yet', undefined, [], 1_000_000],
  ['1 Mbit/s', undefined, [load(1e6, 40_000), AUDIO], 1_000_000],
  ['1080p at 6 Mbit/s', undefined, [load(6e6, 200_000)], 2_250_000],
  ['4K at 20 Mbit/s', undefined, [load(20e6, 1_200_000)], 7_500_000],
  ['all tracks of a child count', undefined, [load(20e6, 400_000), load(4e6, 600_000)], 9_000_000],
  ['few but large pictures', undefined, [load(1e6, 2_000_000)], 4_000_000],
  ['1 Gbit/s', undefined, [load(1e9, 10_000_000)], UNBOUNDED_CAP_BYTES],
  ['set', 250_000, [load(20e6, 1_200_000)], 250_000],
  ['set to what is the default', 1_000_000, [load(20e6, 1_200_000)], 1_000_000],
  ['set to more than any child may have', 10_000_000_000, [], UNBOUNDED_CAP_BYTES],
]
for (const [name, maxBytes, loads, expected] of CASES) {
  test(`limit of a child: ${name} → ${expected}`, () =>
    assert.equal(limitOf({ policy: 'drop-to-keyframe', maxBytes }, loads).maxBytes, expected))
}

test('limit of a child: what waits at the most has room for the keyframe that is more than the limit', () => {
  const loads = [load(20e6, 1_200_000)]
  const mostOf = (config: BackpressureConfig) => mostWaiting(limitOf(config, loads), loads)
  assert.equal(mostOf({ policy: 'drop-to-keyframe' }), 7_500_000)
  assert.equal(mostOf({ policy: 'drop-to-keyframe', maxBytes: 250_000 }), 1_325_000)
  assert.equal(mostOf({ policy: 'unbounded' }), UNBOUNDED_CAP_BYTES)
})
