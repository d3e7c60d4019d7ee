import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { steadyMicros } from '@weir/time'
import { FRAME } from '../tests/fake-parent.ts'
import type { Chunk } from './chunk.ts'
import { createTrack } from './track.ts'

const HOUR_MICROS = 3_600_000_000
const CAME_MICROS = 1_700_000_000_000_000
const HELD_MICROS = 50_000

for (const [name, stepMicros] of [
  ['back', -HOUR_MICROS],
  ['forward', HOUR_MICROS],
] as const)
  test(`the wall clock steps ${name} while a chunk is held behind a hole: it stayed as long as it stayed`, async () => {
    let wallMicros = CAME_MICROS
    const delivered: Chunk[] = []
    const track = createTrack({
      stream: 'cam',
      name: 'video',
      id: 1,
      nodeIndex: 7,
      nowMicros: () => wallMicros,
      cache: { maxBytes: 1_000_000, keepMicros: 1_000_000 },
      order: { maxHeld: 10, maxHeldMicros: HELD_MICROS },
      events: {
        onDuplicate() {},
        onMissing() {},
        onDropped: (reason) => assert.fail(reason),
        onDelivered: (chunk) => delivered.push(chunk),
      },
    })
    const arrival = (sequence: number, type: 'init' | 'chunk' = 'chunk') => ({
      frame: { ...FRAME, type, sequence },
      receiveMicros: CAME_MICROS,
      receiveSteadyMicros: steadyMicros(),
      offsetMicros: 0,
      errorMicros: 0,
    })
    // The other one may still fill the hole.
    track.setSources(new Set([0, 1]))
    track.init(arrival(0, 'init'))
    track.chunk(0, arrival(0))
    track.chunk(0, arrival(2))
    wallMicros += stepMicros
    while (delivered.length < 2) await pause(1)
    const { sendMicros, receiveMicros } = delivered[1]?.trail.at(-1) ?? { sendMicros: 0, receiveMicros: 0 }
    const stayedMicros = sendMicros - receiveMicros
    assert.ok(stayedMicros >= HELD_MICROS && stayedMicros < 2_000_000, `${stayedMicros} µs`)
    track.close()
  })
