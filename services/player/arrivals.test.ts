import assert from 'node:assert/strict'
import test from 'node:test'
import type { Frame } from '@weir/wire'
import { createArrivals } from './arrivals.ts'
import type { Receipt } from './measure/chunk-log.ts'

/** Chunk `index` of 30 fps; it comes `lateSeconds` after its time on the page's timeline. */
const arrive = (index: number, lateSeconds: number, replay = false): [Frame, number, boolean, Receipt] => {
  const mediaSeconds = index / 30
  const frame = { durationMicros: 33_333, captureTimeMicros: index * 33_333, replay, trail: [] } as unknown as Frame
  const atMicros = (performance.timeOrigin / 1e3 + mediaSeconds + lateSeconds) * 1e6
  return [frame, mediaSeconds, false, { atMicros, clock: undefined }]
}

test('live chunks tell how late chunks come, replayed ones do not; both are found when they are shown', () => {
  const arrivals = createArrivals()
  for (let index = 0; index < 10; index++) arrivals.take(...arrive(index, 2, true))
  assert.equal(arrivals.late(), undefined)
  for (let index = 10; index < 40; index++) arrivals.take(...arrive(index, 0.05))
  assert.ok(Math.abs((arrivals.late() ?? 0) - 0.05) < 1e-4, `${arrivals.late()}`)
  assert.equal(arrivals.find(3 / 30)?.replay, true)
  assert.equal(arrivals.find(20 / 30)?.replay, false)
  assert.equal(arrivals.capturedNear(20 * 33_333)?.mediaSeconds, 20 / 30)
})

test('after a jump lateness is judged anew', () => {
  const arrivals = createArrivals()
  for (let index = 0; index < 30; index++) arrivals.take(...arrive(index, 0.15))
  const [frame, mediaSeconds, , received] = arrive(30, 0.01)
  arrivals.take(frame, mediaSeconds, true, received)
  assert.ok(Math.abs((arrivals.late() ?? 0) - 0.01) < 1e-4, `${arrivals.late()}`)
})
