import assert from 'node:assert/strict'
import test from 'node:test'
import type { Frame } from '@weir/wire'
import { chunkFrame, initFrame } from './test-parent.ts'
import { createTrackVerifier } from './verify.ts'

const E = 1000
const from = (epoch: number, first: number, last: number, change: Partial<Frame> = {}): Frame[] =>
  Array.from({ length: last - first + 1 }, (_, index) => chunkFrame(epoch, first + index, change))

/** Name, frames, and the faults that they must cause, in order. */
const TABLE: [string, Frame[], string[]][] = [
  ['a clean run', [initFrame(E), ...from(E, 0, 65)], []],
  ['a join in the middle, at a keyframe', [initFrame(E), ...from(E, 30, 70)], []],
  ['a join between keyframes', [initFrame(E), ...from(E, 31, 33)], ['keyframe']],
  ['no init segment', from(E, 0, 1), ['no-init']],
  ['a hole of two', [initFrame(E), ...from(E, 0, 3), ...from(E, 6, 8)], ['missing', 'missing']],
  ['a chunk twice', [initFrame(E), ...from(E, 0, 3), ...from(E, 3, 4)], ['duplicate']],
  [
    'a chunk that comes late',
    [initFrame(E), ...from(E, 0, 1), ...from(E, 3, 3), ...from(E, 2, 2), ...from(E, 4, 5)],
    ['missing', 'reordered'],
  ],
  [
    'a chunk that comes late, twice',
    [initFrame(E), ...from(E, 0, 1), ...from(E, 3, 3), ...from(E, 2, 2), ...from(E, 2, 2)],
    ['missing', 'reordered', 'duplicate'],
  ],
  ['a new epoch', [initFrame(E), ...from(E, 0, 5), initFrame(E + 1), ...from(E + 1, 0, 5)], []],
  [
    'an old epoch after the new one',
    [initFrame(E), ...from(E, 0, 5), initFrame(E + 1), ...from(E + 1, 0, 1), ...from(E, 6, 7)],
    ['old-epoch', 'old-epoch'],
  ],
  [
    'an old init after the new one',
    [initFrame(E + 1), ...from(E + 1, 0, 1), initFrame(E), ...from(E + 1, 2, 3)],
    ['old-epoch'],
  ],
  [
    'an older epoch that goes on, after its init',
    [initFrame(E + 1), ...from(E + 1, 0, 5), initFrame(E), ...from(E, 0, 5)],
    [],
  ],
  ['a new epoch without its init', [initFrame(E), ...from(E, 0, 5), ...from(E + 1, 0, 1)], ['no-init']],
  [
    'a new epoch between keyframes',
    [initFrame(E), ...from(E, 0, 5), initFrame(E + 1), ...from(E + 1, 4, 5)],
    ['keyframe'],
  ],
  ['a damaged payload', [initFrame(E), chunkFrame(E, 0, { checksum: 1 })], ['checksum']],
  ['a group without a keyframe', [initFrame(E), ...from(E, 0, 29), chunkFrame(E, 30, { keyframe: false })], ['group']],
  [
    'a keyframe within a group',
    [initFrame(E), ...from(E, 0, 5), chunkFrame(E, 6, { keyframe: true }), chunkFrame(E, 7)],
    ['group'],
  ],
  ['a group that jumps', [initFrame(E), ...from(E, 0, 29), chunkFrame(E, 30, { group: 4 })], ['group']],
  ['a group that goes back', [initFrame(E), ...from(E, 30, 35), chunkFrame(E, 36, { group: 0 })], ['group']],
  [
    'decode time that stands',
    [initFrame(E), ...from(E, 0, 5), chunkFrame(E, 6, { decodeTimeMicros: 1 })],
    ['timeline'],
  ],
  [
    'decode time that goes back, and says so',
    [initFrame(E), ...from(E, 0, 5), chunkFrame(E, 6, { decodeTimeMicros: 1, discontinuity: true })],
    [],
  ],
  [
    'an end with an empty payload, and then nothing',
    [initFrame(E), ...from(E, 0, 5), chunkFrame(E, 6, { end: true, payload: new Uint8Array() })],
    [],
  ],
  [
    'a chunk after the end',
    [initFrame(E), ...from(E, 0, 5), chunkFrame(E, 6, { end: true }), chunkFrame(E, 7)],
    ['after-end'],
  ],
]

for (const [name, frames, faults] of TABLE) {
  test(`verify: ${name}`, () => {
    const verifier = createTrackVerifier('video')
    assert.deepEqual(
      frames.flatMap((frame) => verifier.take(frame).faults),
      faults,
    )
  })
}

test('verify: nothing is decodable from a hole to the next keyframe', () => {
  const verifier = createTrackVerifier('video')
  const verdicts = [initFrame(E), ...from(E, 0, 3), ...from(E, 6, 35)].map((frame) => verifier.take(frame))
  assert.equal(verdicts.filter(({ fresh }) => fresh).length, 4 + 30)
  assert.equal(verdicts.filter(({ decodable }) => decodable).length, 4 + 6)
})

test('verify: chunks that went by between two connections are missed away, not missing', () => {
  const verifier = createTrackVerifier('video')
  for (const frame of [initFrame(E), ...from(E, 0, 10)]) verifier.take(frame)
  assert.deepEqual(verifier.resume(), { epoch: E, sequence: 11 })
  verifier.reconnected()
  const verdict = verifier.take(chunkFrame(E, 60, { replay: true }))
  assert.equal(verdict.missedAway, 49)
  assert.deepEqual(verdict.faults, [])
  assert.deepEqual(verifier.take(chunkFrame(E, 62)).faults, ['missing'])
})

test('verify: a connection that goes on where the last one ended misses nothing', () => {
  const verifier = createTrackVerifier('video')
  for (const frame of [initFrame(E), ...from(E, 0, 10)]) verifier.take(frame)
  verifier.reconnected()
  const verdict = verifier.take(chunkFrame(E, 11, { replay: true }))
  assert.deepEqual([verdict.missedAway, verdict.faults, verdict.decodable], [0, [], true])
})

test('verify: sound may begin a group at any chunk, since each of them is a keyframe', () => {
  const verifier = createTrackVerifier('audio')
  const sound = from(E, 0, 70).map((frame) => ({ ...frame, keyframe: true }))
  assert.deepEqual(
    [initFrame(E), ...sound].flatMap((frame) => verifier.take(frame).faults),
    [],
  )
})

test('what a viewer missed while it slept is away, and no fault; once it has caught up a hole is one again', () => {
  const verifier = createTrackVerifier('video')
  const take = (frames: readonly Frame[]) => frames.map(verifier.take)
  take([initFrame(E), ...from(E, 0, 40)])
  verifier.setSlept(true)
  const woken = take([...from(E, 41, 45), ...from(E, 90, 95), ...from(E, 150, 151)])
  assert.deepEqual(
    [woken.flatMap(({ faults }) => faults), woken.reduce((sum, { missedAway }) => sum + missedAway, 0)],
    [[], 44 + 54],
  )
  verifier.setSlept(false)
  const [after] = take(from(E, 153, 153))
  assert.deepEqual([after?.faults, after?.missedAway], [['missing'], 0])
})
