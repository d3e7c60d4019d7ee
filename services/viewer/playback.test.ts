import assert from 'node:assert/strict'
import test from 'node:test'
import { createPlayback, PLAYBACK } from './playback.ts'

const FRAME = 33_333
const START = 1_000_000_000

/** Feeds `count` live frames from `at` on, one a frame time; returns when the next one would be due. */
const feed = (playback: ReturnType<typeof createPlayback>, at: number, count: number): number => {
  for (let index = 0; index < count; index++) playback.take(at + index * FRAME, FRAME, false)
  return at + count * FRAME
}

test('playback: begins once the target is there, and does not stall on a steady stream', () => {
  const playback = createPlayback()
  const at = feed(playback, START, 300)
  assert.equal(playback.started, true)
  assert.ok(Math.abs(playback.startedAtMicros - (START + 3 * FRAME)) <= FRAME)
  assert.equal(playback.stalls(at), 0)
})

test('playback: what the cache gives at the join is skipped down to the target', () => {
  const playback = createPlayback()
  for (let index = 0; index < 30; index++) playback.take(START, FRAME, true)
  assert.equal(playback.started, false)
  playback.take(START + 1000, FRAME, false)
  assert.equal(playback.startedAtMicros, START + 1000)
  assert.ok(playback.levelMicros(START + 1000) <= PLAYBACK.targetMicros)
})

test('playback: a gap shorter than the buffer is no stall, a longer one is, for as long as it lasts', () => {
  const short = createPlayback()
  const afterShort = feed(short, START, 100) + 50_000
  feed(short, afterShort, 1)
  assert.equal(short.stalls(afterShort), 0)

  const long = createPlayback()
  const stalled = feed(long, START, 100) + 400_000
  assert.equal(long.stalls(stalled), 1)
  const lasted = long.stalledMicros(stalled)
  assert.ok(lasted > 280_000 && lasted < 400_000, `${lasted}`)
  for (let index = 0; index < 12; index++) long.take(stalled, FRAME, true)
  assert.equal(long.stalls(feed(long, stalled, 100)), 1)
})

test('playback: above the target it plays faster until it is back', () => {
  const playback = createPlayback()
  let at = feed(playback, START, 100)
  for (let index = 0; index < 15; index++) playback.take(at, FRAME, true)
  const high = playback.levelMicros(at)
  at = feed(playback, at, 30 * 12)
  assert.ok(high > 400_000)
  assert.ok(playback.levelMicros(at) < PLAYBACK.targetMicros * 1.5)
  assert.equal(playback.jumps, 0)
})

test('playback: far above the target it jumps', () => {
  const playback = createPlayback()
  const at = feed(playback, START, 100)
  for (let index = 0; index < 60; index++) playback.take(at, FRAME, true)
  assert.equal(playback.jumps, 1)
})

test('playback: what the process slept is no stall, nor a longer one', () => {
  const SLEPT = 20e6
  const playback = createPlayback()
  const at = feed(playback, START, 100)
  playback.slept(at + SLEPT)
  assert.equal(playback.stalls(at + SLEPT), 0)
  assert.ok(playback.playing(at + SLEPT))
  const stalled = at + SLEPT + 300_000
  assert.equal(playback.stalls(stalled), 1)
  const before = playback.stalledMicros(stalled)
  playback.slept(stalled + SLEPT)
  assert.equal(playback.stalledMicros(stalled + SLEPT), before)
})

for (const frameRate of [1, 2, 5, 10, 15, 24, 60]) {
  test(`playback: a steady ${frameRate} fps does not stall, and what is missing still does`, () => {
    const playback = createPlayback()
    const frame = Math.round(1e6 / frameRate)
    let at = START
    // A little jitter, as the network has it.
    for (let index = 0; index < 20 * frameRate; index++) {
      at = START + index * frame + (index % 3) * 8000
      playback.take(at, frame, false)
    }
    assert.equal(playback.stalls(at + frame), 0)
    assert.equal(playback.stalls(at + 2 * frame + 300_000), 1)
  })
}
