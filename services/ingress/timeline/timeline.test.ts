import assert from 'node:assert/strict'
import test from 'node:test'
import {
  AAC_FRAME_SAMPLES,
  audioPlacement,
  countedPlacement,
  skipAudio,
  type Tracking,
  track,
  trackAudio,
  trackedPlacement,
} from './index.ts'

test('counted frames join exactly at any rate, for hours', () => {
  for (const frameRate of [15, 24, 29.97, 30, 60]) {
    for (let index = 0; index < 400_000; index += 997) {
      const { decodeTime, duration } = countedPlacement(index, frameRate, 90_000)
      assert.equal(decodeTime + duration, countedPlacement(index + 1, frameRate, 90_000).decodeTime)
    }
  }
})

/** Tracks these captures; gives the most that one frame failed to join the next, and where the last one stands. */
const follow = (captures: readonly number[], nominalMicros: number) => {
  let tracking: Tracking | undefined
  let worstJoint = 0
  let jumps = 0
  let end: number | undefined
  for (const capture of captures) {
    tracking = track(tracking, capture, nominalMicros)
    const { decodeTime, duration, discontinuity } = trackedPlacement(tracking, 1_000_000)
    if (discontinuity) jumps++
    else if (end !== undefined) worstJoint = Math.max(worstJoint, Math.abs(decodeTime - end))
    end = decodeTime + duration
  }
  return { worstJoint, jumps, behind: (captures.at(-1) as number) - (tracking as Tracking).decodeMicros }
}
const steady = (count: number, intervalMicros: number, from = 0): number[] =>
  Array.from({ length: count }, (_, index) => from + index * intervalMicros)
/** −1 to 1, the same every time. */
const noise = (index: number): number => Math.sin(index * 12.9898) * Math.cos(index * 78.233)

test('jitter does not reach the timeline', () => {
  const captures = steady(900, 33_333).map((at, index) => at + noise(index) * 8000)
  const { worstJoint, jumps, behind } = follow(captures, 33_333)
  assert.ok(worstJoint < 1200, `joints within 1.2 ms, got ${worstJoint} µs`)
  assert.equal(jumps, 0)
  assert.ok(Math.abs(behind) < 12_000)
})

test('a camera that runs at another rate than asked is followed without a jump', () => {
  for (const interval of [66_667, 40_000, 33_000, 16_667]) {
    const { worstJoint, jumps, behind } = follow(steady(1500, interval), 33_333)
    assert.ok(worstJoint <= Math.max(interval, 33_333) / 32 + 34, `${interval}: ${worstJoint} µs`)
    assert.equal(jumps, 0)
    assert.ok(Math.abs(behind) < 40_000, `${interval}: ${behind} µs behind`)
  }
})

test('a stall that a burst makes up for is no gap', () => {
  const before = steady(100, 33_333)
  const late = steady(30, 33_333, 100 * 33_333).map(() => 130 * 33_333)
  const { worstJoint, jumps } = follow([...before, ...late, ...steady(100, 33_333, 130 * 33_333)], 33_333)
  assert.ok(worstJoint < 1500, `${worstJoint} µs`)
  assert.equal(jumps, 0)
})

test('frames that are lost for good are one jump', () => {
  const { jumps, behind } = follow([...steady(100, 33_333), ...steady(200, 33_333, 13_333_333)], 33_333)
  assert.equal(jumps, 1)
  assert.ok(Math.abs(behind) < 40_000)
})

test('the timeline never runs backward', () => {
  let tracking: Tracking | undefined
  for (let index = 0; index < 2000; index++) {
    const next: Tracking = track(tracking, Math.max(0, index * 20_000 + noise(index) * 900_000), 33_333)
    assert.ok(!tracking || next.decodeMicros > tracking.decodeMicros)
    tracking = next
  }
})

test('sound is counted in samples from after the encoder’s delay, and follows a jump', () => {
  const times = [0, 21, 43, 64, 85, 1107, 1128]
  let tracking: ReturnType<typeof trackAudio> | undefined
  const placed = times.map((millis) => {
    tracking = trackAudio(tracking, millis + 500, 48_000)
    return audioPlacement(tracking)
  })
  assert.deepEqual(
    placed.slice(0, 5).map(({ decodeTime }) => decodeTime),
    [-1, 0, 1, 2, 3].map((frame) => frame * AAC_FRAME_SAMPLES),
  )
  assert.deepEqual(
    placed.map(({ discontinuity }) => discontinuity),
    [false, false, false, false, false, true, false],
  )
  assert.equal(placed[5]?.decodeTime, 1107 * 48 - AAC_FRAME_SAMPLES)
  assert.equal(placed[6]?.decodeTime, 1107 * 48)
})

test('sound that is left out leaves no hole', () => {
  const first = trackAudio(undefined, 0, 48_000)
  const second = trackAudio(skipAudio(skipAudio(first, 48_000), 48_000), 64, 48_000)
  assert.deepEqual(audioPlacement(second), { decodeTime: 0, duration: AAC_FRAME_SAMPLES, discontinuity: false })
})
