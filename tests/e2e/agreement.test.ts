import assert from 'node:assert/strict'
import test from 'node:test'
import { disagreement } from './agreement.ts'

/** A chunk every 10 ms from second 1 on. */
const receivedAt = (count: number) => Array.from({ length: count }, (_, index) => 1e6 + index * 10_000)
const reading = (atSeconds: number, ...[below1, below10, all]: [number, number, number]) => ({
  atSeconds,
  buckets: new Map([
    [0.001, below1],
    [0.01, below10],
    [Number.POSITIVE_INFINITY, all],
  ]),
})
/** 100 chunks between the readings at 1.495 and 2.495, half of them below 1 ms. */
const READINGS = [
  reading(0.5, 0, 0, 0),
  reading(1.495, 10, 20, 20),
  reading(2, 35, 70, 70),
  reading(2.495, 60, 120, 120),
  reading(3.5, 90, 900, 900),
]
const receivedMicros = receivedAt(200)

test('agreement: the same distribution agrees, another one does not', () => {
  const half = receivedMicros.map((_, index) => (index % 2 === 0 ? 0.5 : 5))
  assert.equal(disagreement(READINGS, { pushMillis: half, receivedMicros }), 0)
  const slower = half.map((millis) => millis * 100)
  assert.equal(disagreement(READINGS, { pushMillis: slower, receivedMicros }), 1)
  const early = half.map((millis) => (millis < 1 ? -0.1 : millis))
  assert.equal(
    disagreement(READINGS, { pushMillis: early, receivedMicros }),
    0,
    'a latency within the clock error counts as 0',
  )
})

test('agreement: only what came between two scrapes is compared', () => {
  const before = receivedMicros.map((at, index) => (at < 1.495e6 || at > 2.495e6 ? 900 : index % 2 === 0 ? 0.5 : 5))
  assert.equal(disagreement(READINGS, { pushMillis: before, receivedMicros }), 0)
})

test('agreement: chunks that were not counted, or counted twice, are a disagreement', () => {
  const every = receivedMicros.filter((_, index) => index % 4 < 2)
  const half = every.map((_, index) => (index % 2 === 0 ? 0.5 : 5))
  assert.equal(disagreement(READINGS, { pushMillis: half, receivedMicros: every }), 0.5)
  assert.equal(disagreement([], { pushMillis: half, receivedMicros: every }), 1, 'nothing agrees with nothing')
})
