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

test('a pause is no stall, nor what was shown in it and is told of later', () => {
  const stalls = createStallCounter()
  stalls.frame(0)
  stalls.pause(1)
  stalls.frame(5)
  stalls.pause(11)
  stalls.frame(6)
  stalls.frame(11.03)
  stalls.frame(11.06)
  assert.equal(stalls.count, 0)
  assert.ok(stalls.longestGapSeconds < 0.1)
  stalls.frame(12)
  assert.equal(stalls.count, 1)
})

test('a rebuild has to have a chance to do better', () => {
  const stuck = { stillSeconds: 4, idleSeconds: 4, silentSeconds: 0.03, ageSeconds: 10, newerGroup: false, failures: 0 }
  const decoding = { ...stuck, stillSeconds: 11, idleSeconds: 0.1, ageSeconds: 20 }
  for (const [name, view, expected] of [
    ['nothing is decoded', stuck, true],
    ['not for long', { ...stuck, idleSeconds: 2 }, false],
    ['no media comes', { ...stuck, silentSeconds: 2 }, false],
    ['it could not have begun yet', { ...stuck, ageSeconds: 1 }, false],
    ['those before it failed too', { ...stuck, failures: 1 }, false],
    ['it decodes what another would decode too', decoding, false],
    ['it decodes for long, and another has less to', { ...decoding, newerGroup: true }, true],
    ['it decodes not for long', { ...decoding, newerGroup: true, stillSeconds: 9 }, false],
  ] as const)
    assert.equal(shouldRebuild(view), expected, name)
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
    const view = { ageSeconds: 20, newerGroup: false, failures: 0 }
    const stuck = { ...view, stillSeconds: 6, idleSeconds: 6, silentSeconds: frameSeconds }
    assert.equal(shouldRebuild(stuck, most), true)
    const slow = { ...view, stillSeconds: 3 * frameSeconds, idleSeconds: 3 * frameSeconds, silentSeconds: 0.1 }
    assert.equal(shouldRebuild(slow, most), false)
  })
}
