import assert from 'node:assert/strict'
import test from 'node:test'
import { createBacklog, type Incoming } from './backlog.ts'

const FRAME_MICROS = 33_333
const frame = (index: number, keyframe = false): Incoming => ({
  keyframe,
  timestampMicros: index * FRAME_MICROS,
  durationMicros: FRAME_MICROS,
})

for (const [name, durations, seconds] of [
  ['30 fps', [33_333, 33_333, 33_333], 0.099999],
  ['60 fps', [16_667, 16_667, 16_667], 0.050001],
  ['a rate that varies', [10_000, 250_000, 40_000], 0.3],
  ['nothing', [], 0],
] as const) {
  test(`what waits is as long as its chunks say: ${name}`, () => {
    const backlog = createBacklog()
    for (const [timestampMicros, durationMicros] of durations.entries())
      backlog.add({ keyframe: false, timestampMicros, durationMicros })
    assert.ok(Math.abs(backlog.seconds - seconds) < 1e-9, `${backlog.seconds} s`)
  })
}

test('a frame that comes out takes along what went in before it, and no other', () => {
  const backlog = createBacklog()
  for (const index of [10, 20, 30, 40]) backlog.add(frame(index))
  for (const [out, count] of [
    [5, 4],
    [20, 2],
    [20, 2],
    [40, 0],
  ] as const) {
    backlog.out(out * FRAME_MICROS)
    assert.equal(backlog.count, count)
  }
})

test('is behind with the sixteenth', () => {
  const backlog = createBacklog()
  for (let index = 0; index < 15; index++) backlog.add(frame(index))
  assert.equal(backlog.behind, false)
  backlog.add(frame(15))
  assert.equal(backlog.behind, true)
  backlog.out(0)
  assert.equal(backlog.behind, false)
})

/** Takes `count` frames from `from` on, of which the decoder gives none back; says what was done with the last. */
const feed = (
  backlog: ReturnType<typeof createBacklog>,
  from: number,
  count: number,
  group = Number.MAX_SAFE_INTEGER,
) => {
  let last = ''
  for (let index = from; index < from + count; index++) {
    const next = frame(index, index % group === 0)
    last = backlog.intake(next)
    if (last !== 'skip') backlog.add(next)
  }
  return last
}

test('a long replay, and what comes live meanwhile, are decoded to the end', () => {
  const backlog = createBacklog()
  assert.equal(feed(backlog, 0, 1, 900), 'decode')
  assert.equal(feed(backlog, 1, 400, 900), 'decode')
  assert.equal(backlog.count, 401)
})

test('at a keyframe what is behind is forgotten', () => {
  const backlog = createBacklog()
  feed(backlog, 0, 30, 30)
  assert.equal(backlog.intake(frame(30, true)), 'begin')
})

test('one that is near goes on through a keyframe', () => {
  const backlog = createBacklog()
  feed(backlog, 0, 30, 30)
  backlog.out(20 * FRAME_MICROS)
  assert.equal(backlog.intake(frame(30, true)), 'decode')
})

test('in short groups one that is behind leaves out what comes before the next keyframe, in long ones it does not', () => {
  for (const [group, expected] of [
    [30, 'skip'],
    [300, 'decode'],
  ] as const) {
    const backlog = createBacklog()
    feed(backlog, 0, group + 1, group)
    backlog.clear()
    assert.equal(feed(backlog, group + 1, 20, group), expected)
  }
})

test('a decoder that gets nowhere is not fed for ever', () => {
  const backlog = createBacklog()
  assert.equal(feed(backlog, 0, 60 * 30, 1e9), 'decode')
  assert.equal(feed(backlog, 60 * 30, 30, 1e9), 'skip')
})
