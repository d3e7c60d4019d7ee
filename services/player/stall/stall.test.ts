import assert from 'node:assert/strict'
import test from 'node:test'
import { createStallMeter, STALL_SECONDS } from './meter.ts'
import { shouldRebuild } from './watchdog.ts'

test('a gap over the threshold is a stall, and lasts as long as the gap', () => {
  const meter = createStallMeter()
  for (const at of [0, 0.033, 0.066, 0.066 + STALL_SECONDS, 1.066 + STALL_SECONDS, 1.1 + STALL_SECONDS]) meter.frame(at)
  assert.equal(meter.count, 1)
  assert.ok(Math.abs(meter.totalSeconds - 1) < 1e-9)
  assert.ok(Math.abs(meter.longestGapSeconds - 1) < 1e-9)
})

test('a pause is no stall', () => {
  const meter = createStallMeter()
  meter.frame(0)
  meter.pause()
  assert.equal(meter.stillSeconds(50), 0)
  meter.frame(60)
  assert.equal(meter.count, 0)
  assert.equal(meter.stillSeconds(61), 1)
})

test('the renderer is rebuilt when media comes and the picture stands, not sooner than it could have begun', () => {
  const stuck = { stillSeconds: 4, silentSeconds: 0.03, ageSeconds: 10 }
  assert.equal(shouldRebuild(stuck), true)
  assert.equal(shouldRebuild({ ...stuck, stillSeconds: 2 }), false)
  assert.equal(shouldRebuild({ ...stuck, silentSeconds: 2 }), false)
  assert.equal(shouldRebuild({ ...stuck, ageSeconds: 1 }), false)
})
