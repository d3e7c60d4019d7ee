import assert from 'node:assert/strict'
import test from 'node:test'
import { measureAccuracy } from './accuracy.ts'

// The bounds are several times what a quiet machine shows (README.md): a test must pass on a busy one too.
test('delay, rate and the cost of a clean link stay near what is asked for', async () => {
  const { overhead, delays, rates } = await measureAccuracy({
    chunks: 3000,
    delaysSeconds: [0.02],
    ratesBitsPerSecond: [4e6],
    rateSeconds: 1.5,
  })
  assert.ok(overhead.linkP50Micros < 2 * overhead.rawP50Micros + 20, JSON.stringify(overhead))
  assert.ok(overhead.linkCpuMicros < 2 * overhead.rawCpuMicros + 20, JSON.stringify(overhead))
  for (const { wantedSeconds, addedP50Seconds } of delays) {
    assert.ok(addedP50Seconds > wantedSeconds - 0.0015 && addedP50Seconds < wantedSeconds + 0.015, `${addedP50Seconds}`)
  }
  for (const { wantedBitsPerSecond, bitsPerSecond } of rates) {
    assert.ok(
      bitsPerSecond > 0.85 * wantedBitsPerSecond && bitsPerSecond < 1.1 * wantedBitsPerSecond,
      `${bitsPerSecond}`,
    )
  }
})
