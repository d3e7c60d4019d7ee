import assert from 'node:assert/strict'
import test from 'node:test'
import { createCaptureOrder } from './capture-order.ts'

const HOUR = 3_600_000_000
const FRAME = 33_333
const ENCODE = 20_000

/**
 * The frames of three seconds; at one second the clock steps. `capture` and `receive` say how far each clock is ahead of the
 * steady one at that moment.
 */
const trusted = (
  capture: (atMicros: number) => number,
  receive: (atMicros: number) => number,
  encode = () => ENCODE,
) => {
  const inOrder = createCaptureOrder()
  const verdicts: boolean[] = []
  for (let frame = 0; frame < 90; frame++) {
    const at = frame * FRAME
    const steady = at + encode()
    verdicts.push(inOrder(at + capture(at), steady + receive(steady), steady))
  }
  return verdicts
}
const step = (size: number, atMicros: number) => (now: number) => (now >= atMicros ? size : 0)

for (const size of [HOUR, -HOUR, 5_000_000, -5_000_000]) {
  test(`one frame spans a step of ${size} µs: it is marked, and no other`, () => {
    const at = 30 * FRAME + 5000
    const verdicts = trusted(step(size, at), step(size, at))
    assert.deepEqual(
      verdicts.flatMap((good, frame) => (good ? [] : [frame])),
      [30],
    )
  })

  test(`captures follow a step of ${size} µs, the node half a second later: marked until it has`, () => {
    const verdicts = trusted(step(size, 999_000), step(size, 1_500_000))
    const marked = verdicts.flatMap((good, frame) => (good ? [] : [frame]))
    // A capture that seems far in the future, or far before the last.
    assert.deepEqual([marked[0], marked.at(-1)], [30, 44])
    assert.equal(marked.length, 15)
  })
}

test('another clock for good is taken as it is after a second', () => {
  const verdicts = trusted(step(-HOUR, 999_000), () => 0)
  const marked = verdicts.filter((good) => !good).length
  assert.ok(marked > 25 && marked <= 31, `${marked}`)
})

test('a source that was held up for seconds is timed as it was', () => {
  const inOrder = createCaptureOrder()
  assert.ok(inOrder(0, ENCODE, ENCODE))
  for (let frame = 1; frame < 60; frame++)
    assert.ok(inOrder(frame * FRAME, 3_000_000 + frame * 1000, 3_000_000 + frame * 1000))
})
