import assert from 'node:assert/strict'
import test from 'node:test'
import { type Phase, verdictsOf } from './phases.ts'

const phase = (name: Phase['name'], megabytes: readonly number[], change: Partial<Phase> = {}): Phase => ({
  name,
  seconds: megabytes.length,
  gapsMillis: [40, 60],
  sourceGapMillis: 34,
  ownDelayMillis: 6,
  ownCpu: 0.3,
  faults: 0,
  stalls: 0,
  disconnects: 0,
  chunksPerSecond: 1000,
  held: megabytes.map((value) => ({
    startedSeconds: 1,
    residentBytes: value * 1e6,
    cpuSeconds: 0,
    heapBytes: 0,
    externalBytes: 0,
    openFiles: 500,
    queueBytes: 0,
    droppedChunks: 0,
  })),
  ...change,
})
const STUCK = 50
const verdicts = (stopped: readonly number[], back: readonly number[], change: Partial<Phase> = {}): string[] =>
  verdictsOf(
    [phase('all read', [100, 110]), phase('one in ten stopped', stopped, change), phase('all read again', back)],
    STUCK,
  )

test('crowd: what those that stopped may hold is bounded, and comes back', () => {
  assert.deepEqual(verdicts([150, 200], [180, 120]), [])
  assert.match(verdicts([150, 400], [180, 120]).join(), /the edge holds 400 MB/)
  assert.match(verdicts([150, 200], [190, 190]).join(), /the edge keeps 190 MB/)
})

test('crowd: those that read may not feel it', () => {
  assert.match(verdicts([150], [120], { gapsMillis: [40, 300] }).join(), /largest gap 300 ms/)
  assert.match(verdicts([150], [120], { stalls: 2 }).join(), /2 stalls/)
  assert.match(verdicts([150], [120], { faults: 1 }).join(), /1 rules broken/)
  assert.match(verdicts([150], [120], { disconnects: 1 }).join(), /1 viewers that read lost their edge/)
})
