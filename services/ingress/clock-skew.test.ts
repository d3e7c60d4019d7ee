import assert from 'node:assert/strict'
import test from 'node:test'
import { readSkewMicros } from './clock-skew.ts'

/** Two clocks 5 s apart that go on by a µs a reading, and by what the machine does to the process at some readings. */
const clocks = (holdUps: Readonly<Record<number, number>>) => {
  let nowMicros = 1e9
  let readings = 0
  const read = () => {
    nowMicros += 1 + (holdUps[readings++] ?? 0)
    return nowMicros
  }
  return { node: () => read() + 5e6, wall: read }
}

for (const [name, holdUps] of Object.entries({
  'nothing in between': {},
  'held up before the node’s clock is read': { 1: 102_000 },
  'held up after the node’s clock is read': { 2: 102_000 },
  'held up twice': { 2: 102_000, 4: 80_000 },
})) {
  test(`skew: ${name}`, () => {
    const { node, wall } = clocks(holdUps)
    assert.ok(Math.abs(readSkewMicros(node, wall) - 5e6) < 2)
  })
}
