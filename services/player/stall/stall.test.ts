import assert from 'node:assert/strict'
import test from 'node:test'
import { createStallCounter, STALL_SECONDS } from './counter.ts'
import { shouldRebuild } from './rebuild.ts'

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
