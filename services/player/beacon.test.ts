import assert from 'node:assert/strict'
import test from 'node:test'
import { samplesAfter } from './beacon.ts'

test('what was not reported yet is, though the clock that stamped it has been put back', () => {
  const samples = [10, 20, 30, -3590, -3580].map((shownMicros) => ({ capturedMicros: 0, shownMicros }))
  assert.deepEqual(samplesAfter(samples, undefined), samples)
  assert.deepEqual(samplesAfter(samples, samples[2]), samples.slice(3))
  assert.deepEqual(samplesAfter(samples, samples[4]), [])
  // The window has gone on past it.
  assert.deepEqual(samplesAfter(samples.slice(3), samples[2]), samples.slice(3))
})
