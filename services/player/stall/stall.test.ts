import assert from 'node:assert/strict'
import test from 'node:test'
import { createStallCounter } from './counter.ts'
import { shouldRebuild } from './rebuild.ts'
import { STALL_SECONDS, stallThresholds } from './thresholds.ts'

test('a gap over the threshold is a stall, and lasts as long as the gap', () => {
  const stalls = createStallCounter()
  for (const at of [0, 0.033, 0.066, 0.066 + STALL_SECONDS, 1.066 + STALL_SECONDS, 1.1 + STALL_SECONDS])
    stalls.frame(at)
  assert.equal(stalls.count, 1)
  assert.ok(Math.abs(stalls.totalSeconds - 1) < 1e-9)
  assert.ok(Math.abs(stalls.longestGapSeconds - 1) < 1e-9)
})

test('a pause is no stall', () => {
  const stalls = createStallCounter()
  stalls.frame(0)
  stalls.pause()
  assert.equal(stalls.stillSeconds(50), 0)
  stalls.frame(60)
  assert.equal(stalls.count, 0)
  assert.equal(stalls.stillSeconds(61), 1)
})

test('the renderer is rebuilt when media comes and the picture stands, not sooner than it could have begun', () => {
  const stuck = { stillSeconds: 4, silentSeconds: 0.03, ageSeconds: 10 }
  assert.equal(shouldRebuild(stuck), true)
  assert.equal(shouldRebuild({ ...stuck, stillSeconds: 2 }), false)
  assert.equal(shouldRebuild({ ...stuck, silentSeconds: 2 }), false)
  assert.equal(shouldRebuild({ ...stuck, ageSeconds: 1 }), false)
})

for (const [frameRate, stallSeconds] of [
  [1, 1.17],
  [2, 0.67],
  [5, 0.37],
  [30, 0.2],
  [60, 0.2],
  [undefined, 0.2],
] as const) {
  test(`at ${frameRate} fps a picture that stands for ${stallSeconds} s has stalled, and one in its time has not`, () => {
    const most = stallThresholds(frameRate)
    assert.ok(Math.abs(most.stallSeconds - stallSeconds) < 0.005, `${most.stallSeconds}`)
    const stalls = createStallCounter(() => most.stallSeconds)
    const frameSeconds = 1 / (frameRate ?? 30)
    for (let index = 0; index < 20; index++) stalls.frame(index * frameSeconds + (index % 2) * 0.06)
    assert.equal(stalls.count, 0)
    stalls.frame(20 * frameSeconds + 1.2)
    assert.equal(stalls.count, 1)
    // The newest chunk is as old as a picture takes, and the picture stands: it is rebuilt all the same.
    assert.equal(shouldRebuild({ stillSeconds: 6, silentSeconds: frameSeconds, ageSeconds: 20 }, most), true)
    assert.equal(shouldRebuild({ stillSeconds: 3 * frameSeconds, silentSeconds: 0.1, ageSeconds: 20 }, most), false)
  })
}
