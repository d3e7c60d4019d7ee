import assert from 'node:assert/strict'
import test from 'node:test'
import { cacheBound } from '../config/index.ts'
import { buildChunk } from './chunk.ts'
import { createGopCache } from './gop-cache.ts'

const EPOCH = 7
/** 10 chunks a second, a group every 10, 100 bytes of payload each. */
const chunk = (sequence: number) =>
  buildChunk(
    {
      type: 'chunk',
      keyframe: sequence % 10 === 0,
      discontinuity: false,
      end: false,
      replay: false,
      trackId: 1,
      epoch: EPOCH,
      group: Math.floor(sequence / 10),
      sequence,
      durationMicros: 100_000,
      checksum: 0,
      decodeTimeMicros: sequence * 100_000,
      captureTimeMicros: 0,
    },
    [],
    () => ({ nodeIndex: 0, receiveMicros: 0, sendMicros: 0, offsetMicros: 0, errorMicros: 0 }),
    new Uint8Array(100),
    sequence % 10 === 0,
  )
const filled = (count: number, keepSeconds: number, maxBytes = 1e6) => {
  const cache = createGopCache({ keepMicros: keepSeconds * 1e6, maxBytes })
  for (let sequence = 0; sequence < count; sequence++) cache.push(chunk(sequence))
  return cache
}
const span = (chunks: readonly { header: { sequence: number } }[] | undefined) =>
  chunks === undefined
    ? 'the next group'
    : chunks.length === 0
      ? 'nothing'
      : `${chunks[0]?.header.sequence}–${chunks.at(-1)?.header.sequence}`

const CASES = [
  ['newest keyframe for a newcomer', undefined, '30–34'],
  ['from the resume point', { epoch: EPOCH, sequence: 17 }, '17–34'],
  ['nothing when the child has it all', { epoch: EPOCH, sequence: 35 }, 'nothing'],
  ['nothing when the child is ahead', { epoch: EPOCH, sequence: 40 }, 'nothing'],
  ['newest keyframe when the cache does not reach back', { epoch: EPOCH, sequence: 3 }, '30–34'],
  ['newest keyframe for a child of an older epoch', { epoch: EPOCH - 1, sequence: 33 }, '30–34'],
  ['nothing old for a child of a newer epoch', { epoch: EPOCH + 1, sequence: 0 }, 'the next group'],
] as const
for (const [name, resume, expected] of CASES) {
  test(`GOP cache: ${name}`, () => assert.equal(span(filled(35, 2).from(resume)), expected))
}

test('the cache keeps the newest group even when it is longer than the time to keep', () => {
  assert.equal(span(filled(38, 0).from({ epoch: EPOCH, sequence: 30 })), '30–37')
})

test('the cache keeps so many seconds, and no more', () => {
  const cache = filled(35, 2)
  assert.equal(cache.chunks, 21)
  assert.equal(span(cache.from({ epoch: EPOCH, sequence: 14 })), '14–34')
})

test('the cache is bounded in bytes, whatever the group', () => {
  const cache = filled(39, 60, 1000)
  assert.ok(cache.bytes <= 1000 && cache.chunks > 0)
  assert.equal(cache.from(), undefined, 'a group without its keyframe is of no use to a newcomer')
})

test('a bound that stands for a time goes by the rate of the track, up to its cap', () => {
  const limits = { keepMicros: 0, maxBytes: 1000, maxSeconds: 4, capBytes: 5000 }
  for (const [perSecond, expected] of [
    [0, 1000],
    [250, 1000],
    [900, 3600],
    [9000, 5000],
  ] as const)
    assert.equal(cacheBound(limits, perSecond), expected)
  const cache = createGopCache(limits, () => 1000)
  for (let sequence = 0; sequence < 20; sequence++) cache.push(chunk(sequence))
  assert.equal(span(cache.from()), '10–19', 'a group of more than 1000 bytes')
})
