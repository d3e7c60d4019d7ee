import assert from 'node:assert/strict'
import test from 'node:test'
import { createBacklog } from './backlog.ts'

for (const [name, durations, seconds] of [
  ['30 fps', [33_333, 33_333, 33_333], 0.099999],
  ['60 fps', [16_667, 16_667, 16_667], 0.050001],
  ['a rate that varies', [10_000, 250_000, 40_000], 0.3],
  ['nothing', [], 0],
] as const) {
  test(`what waits is as long as its chunks say: ${name}`, () => {
    const backlog = createBacklog()
    for (const [index, duration] of durations.entries()) backlog.add(index, duration)
    assert.ok(Math.abs(backlog.seconds - seconds) < 1e-9, `${backlog.seconds} s`)
  })
}

test('a frame that comes out takes along what went in before it, and no other', () => {
  const backlog = createBacklog()
  for (const timestamp of [10, 20, 30, 40]) backlog.add(timestamp, 1_000_000)
  backlog.out(5)
  assert.equal(backlog.seconds, 4)
  backlog.out(20)
  assert.equal(backlog.seconds, 2)
  backlog.out(20)
  assert.equal(backlog.seconds, 2)
  backlog.out(40)
  assert.equal(backlog.seconds, 0)
})

test('is full with the sixteenth', () => {
  const backlog = createBacklog()
  for (let index = 0; index < 15; index++) backlog.add(index, 1)
  assert.equal(backlog.full, false)
  backlog.add(15, 1)
  assert.equal(backlog.full, true)
  backlog.out(0)
  assert.equal(backlog.full, false)
})
