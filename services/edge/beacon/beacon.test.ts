import assert from 'node:assert/strict'
import test from 'node:test'
import { createRateLimit } from './rate-limit.ts'
import { BeaconReport, MAX_REPORT_BYTES } from './report.ts'

const REPORT = { stream: 'cam', renderer: 'mse', stalls: 0, glassToGlassSeconds: [0.04] }
const FULL = { ...REPORT, joinSeconds: 0.123456, glassToGlassSeconds: Array.from({ length: 100 }, () => -0.123456789) }

const CASES: readonly (readonly [string, unknown, boolean])[] = [
  ['a report', REPORT, true],
  ['a full one', FULL, true],
  ['a figure just below 0', { ...REPORT, glassToGlassSeconds: [-0.0004] }, true],
  ['no stream', { ...REPORT, stream: '' }, false],
  ['an unknown renderer', { ...REPORT, renderer: 'flash' }, false],
  ['an unknown field', { ...REPORT, cookie: 'x' }, false],
  ['half a stall', { ...REPORT, stalls: 0.5 }, false],
  ['too many samples', { ...REPORT, glassToGlassSeconds: Array.from({ length: 101 }, () => 0.04) }, false],
  ['a sample that is no number', { ...REPORT, glassToGlassSeconds: [null] }, false],
  ['a join of a year', { ...REPORT, joinSeconds: 31_536_000 }, false],
  ['no object', 'cam', false],
]
for (const [name, report, valid] of CASES) {
  test(`${name} is ${valid ? 'taken' : 'refused'}`, () => {
    assert.equal(BeaconReport.safeParse(report).success, valid)
  })
}

test('a full report fits', () => {
  assert.ok(JSON.stringify(FULL).length < MAX_REPORT_BYTES)
})

test('a burst is let through, then only so many a second, for each address apart', () => {
  const limit = createRateLimit({ perSecond: 2, burst: 3, mostAddresses: 2 })
  const at = (address: string, seconds: number) => limit.allow(address, seconds)
  assert.deepEqual([at('a', 0), at('a', 0), at('a', 0), at('a', 0)], [true, true, true, false])
  assert.equal(at('b', 0), true)
  assert.deepEqual([at('a', 0.5), at('a', 0.5)], [true, false])
})

test('addresses are bounded: the quietest is forgotten', () => {
  const limit = createRateLimit({ perSecond: 0.001, burst: 1, mostAddresses: 2 })
  limit.allow('a', 0)
  limit.allow('b', 0)
  assert.equal(limit.allow('a', 0), false)
  limit.allow('c', 0)
  assert.equal(limit.allow('a', 0), false)
  assert.equal(limit.allow('b', 0), true)
})
