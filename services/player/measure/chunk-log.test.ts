import assert from 'node:assert/strict'
import test from 'node:test'
import { type ChunkRecord, createChunkLog } from './chunk-log.ts'

const record = (index: number): ChunkRecord => ({
  mediaSeconds: index / 30,
  durationSeconds: 1 / 30,
  captureMicros: 1_000_000 + (index * 1e6) / 30,
  received: { atMicros: 0, clock: undefined },
  replay: false,
  trail: [],
})
const log = createChunkLog()
for (let index = 0; index < 1000; index++) log.add(record(index))

test('a shown frame finds its chunk in spite of rounded times', () => {
  assert.equal(log.find(900 / 30 + 0.0004)?.mediaSeconds, 30)
  assert.equal(log.find(900 / 30 - 0.016)?.mediaSeconds, 30)
  assert.equal(log.find(2000), undefined)
})

test('what is long over is forgotten', () => {
  assert.equal(log.find(100 / 30), undefined)
})

test('a picture finds its chunk by the clock that is in it', () => {
  assert.equal(log.capturedNear(1_000_000 + 30e6 - 900)?.mediaSeconds, 30)
  assert.equal(log.capturedNear(5), undefined)
})
