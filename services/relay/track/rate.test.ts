import assert from 'node:assert/strict'
import test from 'node:test'
import { createTrackRate } from './rate.ts'

const FRAME_MICROS = 40_000
/** 25 frames a second of 10,000 bytes, keyframes of 60,000 at every `group`th. */
const roll = (rate: ReturnType<typeof createTrackRate>, frames: number, fromMicros = 0, group = 50) => {
  for (let index = 0; index < frames; index++) {
    const startsGroup = index % group === 0
    rate.push({
      startsGroup,
      message: { length: startsGroup ? 60_000 : 10_000 },
      header: { decodeTimeMicros: fromMicros + index * FRAME_MICROS, durationMicros: FRAME_MICROS },
    })
  }
}
const near = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) < 0.1 * expected, `${value}, expected about ${expected}`)

test('rate: the mean over whole groups, whatever the keyframe; nothing before the first chunk', () => {
  const rate = createTrackRate()
  assert.deepEqual([rate.bytesPerSecond, rate.largestKeyframeBytes], [0, 0])
  roll(rate, 500)
  near(rate.bytesPerSecond, 275_000)
  assert.equal(rate.largestKeyframeBytes, 60_000)
})

test('rate: the first keyframe is no second’s worth', () => {
  const rate = createTrackRate()
  roll(rate, 1)
  assert.equal(rate.bytesPerSecond, 60_000)
})

test('rate: neither a new epoch nor a time in which nobody watched makes it less', () => {
  for (const fromMicros of [0, 3_600_000_000]) {
    const rate = createTrackRate()
    roll(rate, 500, 1_000_000)
    roll(rate, 10, fromMicros)
    near(rate.bytesPerSecond, 275_000)
  }
})

test('rate: what has become less is less after 10 s, and a keyframe is known for as long as its group', () => {
  const rate = createTrackRate()
  roll(rate, 250)
  for (let index = 0; index < 1000; index++)
    rate.push({
      startsGroup: false,
      message: { length: 1000 },
      header: { decodeTimeMicros: (250 + index) * FRAME_MICROS, durationMicros: FRAME_MICROS },
    })
  near(rate.bytesPerSecond, 25_000)
  assert.equal(rate.largestKeyframeBytes, 60_000)
  rate.clear()
  assert.deepEqual([rate.bytesPerSecond, rate.largestKeyframeBytes], [0, 0])
})
