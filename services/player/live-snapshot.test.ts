import assert from 'node:assert/strict'
import test from 'node:test'
import { createSnapshot, type SnapshotParts } from './live-snapshot.ts'
import { createMeter } from './measure/meter.ts'
import { type Condition, START } from './state-machine.ts'

test('is read-only, fit for JSON, and says what the parts say when it is read', () => {
  let condition: Condition = START
  let sound = false
  const rendering = { current: undefined, epoch: 0, rebuilds: 0 } as {
    -readonly [K in keyof SnapshotParts['rendering']]: SnapshotParts['rendering'][K]
  }
  const snapshot = createSnapshot({
    stream: 'cam',
    condition: () => condition,
    sound: () => sound,
    session: { url: 'ws://edge/push', reconnects: 2 } as SnapshotParts['session'],
    rendering,
    meter: createMeter(),
    sleptSeconds: () => 0,
  })
  assert.deepEqual(JSON.parse(JSON.stringify(snapshot)), {
    stream: 'cam',
    state: 'connecting',
    message: '',
    renderer: null,
    edge: 'ws://edge/push',
    epoch: 0,
    framesShown: 0,
    frameClockMillis: null,
    unreadableClocks: 0,
    glassToGlass: null,
    samples: [],
    hops: [],
    joinMillis: null,
    stalls: { count: 0, totalSeconds: 0, longestGapSeconds: 0 },
    sleptSeconds: 0,
    bufferedSeconds: 0,
    behindSeconds: 0,
    jitterSeconds: 0,
    rate: 1,
    skips: 0,
    reconnects: 2,
    rebuilds: 0,
    muted: true,
  })
  condition = { ...START, state: 'waiting', message: 'not yet' }
  sound = true
  rendering.current = { name: 'mse', bufferedSeconds: 0.1, jitterSeconds: 0.01, rate: 1.05, skips: 3 } as never
  assert.deepEqual(
    [snapshot.state, snapshot.message, snapshot.muted, snapshot.renderer, snapshot.bufferedSeconds, snapshot.skips],
    ['waiting', 'not yet', false, 'mse', 0.1, 3],
  )
  assert.throws(() => Object.assign(snapshot, { state: 'playing' }), TypeError)
})
