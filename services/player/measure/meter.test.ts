import assert from 'node:assert/strict'
import test from 'node:test'
import { type ClockEstimate, UNKNOWN_ERROR_MICROS } from '@weir/wire'
import type { ShownFrame } from '../renderer.ts'
import { createMeter } from './meter.ts'
import { ofOneClock } from './stamps.ts'

/** A frame of a chunk that is not known any more: it counts for the join and for stalls. */
const frame = (shownMillis: number): ShownFrame => ({
  shownMillis,
  dueMillis: shownMillis,
  chunk: undefined,
  capturedNear: () => undefined,
  picture: undefined as never,
})
const context = (startedMillis: number) => ({
  pictureClock: undefined,
  startedMillis,
  nameOf: String,
  live: true,
  watched: true,
})

test('a join lasts from the connection to the first picture', () => {
  const meter = createMeter()
  assert.equal(meter.joinMillis, undefined)
  meter.shown(frame(1080), context(1000))
  meter.shown(frame(1110), context(1000))
  assert.equal(meter.joinMillis, 80)
  assert.equal(meter.frames, 2)
})

test('a lost connection alone begins no join', () => {
  const meter = createMeter()
  meter.shown(frame(1080), context(1000))
  meter.shown(frame(5000), context(4000))
  assert.equal(meter.joinMillis, 80)
})

test('a join that was begun anew lasts from then, or from a connection made since', () => {
  const meter = createMeter()
  meter.shown(frame(1080), context(1000))
  meter.restartJoin(2000)
  assert.equal(meter.joinMillis, undefined)
  meter.shown(frame(2040), context(1000))
  assert.equal(meter.joinMillis, 40)
  meter.restartJoin(3000)
  meter.shown(frame(3570), context(3500))
  assert.equal(meter.joinMillis, 70)
})

test('the wait for the first picture after that is no stall', () => {
  const meter = createMeter()
  meter.shown(frame(1000), context(0))
  meter.restartJoin(1020)
  meter.shown(frame(2000), context(0))
  assert.equal(meter.stalls.count, 0)
  meter.shown(frame(3000), context(0))
  assert.equal(meter.stalls.count, 1)
})

test('nothing is summed before every clock on the way is known', () => {
  const entry = (nodeIndex: number, errorMicros: number) => ({
    nodeIndex,
    receiveMicros: 1e9,
    sendMicros: 1e9,
    offsetMicros: 0,
    errorMicros,
  })
  const chunk = (errorMicros: number, clock: ClockEstimate | undefined) => ({
    captureMicros: 1e9,
    received: { atMicros: 1e9 + 5000, clock },
    replay: false,
    trail: [entry(0, 0), entry(1, errorMicros)],
  })
  const meter = createMeter()
  const show = (errorMicros: number, clock: ClockEstimate | undefined) =>
    meter.shown({ ...frame(1000), chunk: chunk(errorMicros, clock) as never }, context(0))
  show(20, undefined)
  show(UNKNOWN_ERROR_MICROS, { offsetMicros: 0, errorMicros: 10 })
  assert.deepEqual([meter.glassToGlass, meter.samples.length, meter.legs.length], [undefined, 0, 0])
  show(20, { offsetMicros: 0, errorMicros: 10 })
  assert.deepEqual([meter.glassToGlass?.count, meter.samples.length, meter.legs.length], [1, 1, 1])
})

for (const [apartMicros, expected] of [
  [0, true],
  [-20_000, true],
  [3_600_000_000, false],
  [-3_600_000_000, false],
  [5_000_000, false],
] as const) {
  test(`a picture's clock that is ${apartMicros} µs ahead of its chunk is ${expected ? 'the same' : 'another'}`, () =>
    assert.equal(ofOneClock(1e15 + apartMicros, 1e15), expected))
}
