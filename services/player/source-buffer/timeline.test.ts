import assert from 'node:assert/strict'
import test from 'node:test'
import { createTimeline } from './timeline.ts'

const chunk = (epoch: number, decodeTimeMicros: number) => ({ epoch, decodeTimeMicros, durationMicros: 40_000 })

test('begins at 0, wherever the epoch stands', () => {
  const timeline = createTimeline()
  assert.deepEqual(timeline.place(chunk(1, 7_000_000)), { offsetSeconds: -7, startSeconds: 0, moved: true })
  assert.ok(Math.abs(timeline.place(chunk(1, 7_040_000)).startSeconds - 0.04) < 1e-9)
})

test('a new epoch goes on where the old one ended', () => {
  const timeline = createTimeline()
  timeline.place(chunk(1, 7_000_000))
  timeline.place(chunk(1, 7_960_000))
  const next = timeline.place(chunk(2, 0))
  assert.equal(next.moved, true)
  assert.equal(next.startSeconds, 1)
  assert.equal(timeline.place(chunk(2, 40_000)).moved, false)
})

test('a gap within an epoch stays a gap', () => {
  const timeline = createTimeline()
  timeline.place(chunk(1, 0))
  assert.equal(timeline.place(chunk(1, 2_000_000)).startSeconds, 2)
})
