import assert from 'node:assert/strict'
import test from 'node:test'
import type { StreamDescription, TrackDescription } from '@weir/wire'
import { describedTracks, trackOf, wantedTracks } from './wanted.ts'

const track = (name: string, kind: TrackDescription['kind']): TrackDescription =>
  ({ id: 1, name, kind, codec: 'c', epoch: 1 }) as const
const streamOf = (...tracks: TrackDescription[]): StreamDescription => ({ name: 'cam', mime: '', init: '', tracks })
const BOTH = streamOf(track('tone', 'audio'), track('picture', 'video'), track('second', 'video'))

for (const [name, stream, withSound, expected] of [
  ['a stream that is not known yet', undefined, false, ['video']],
  ['the same with sound', undefined, true, ['video']],
  ['a stream without sound', BOTH, false, ['picture']],
  ['a stream with sound', BOTH, true, ['tone', 'picture', 'second']],
  ['a stream that has no picture', streamOf(track('tone', 'audio')), false, ['video']],
] as const) {
  test(`${name}: ${expected.join()}`, () => assert.deepEqual(wantedTracks(stream, withSound), expected))
}

test('only tracks that the stream has are described, in its order', () => {
  assert.deepEqual(
    describedTracks(BOTH, ['picture', 'gone', 'tone']).map(({ name }) => name),
    ['tone', 'picture'],
  )
  assert.deepEqual(describedTracks(undefined, ['video']), [])
})

test('the first track of a kind', () => {
  assert.equal(trackOf(BOTH, 'video')?.name, 'picture')
  assert.equal(trackOf(streamOf(track('picture', 'video')), 'audio'), undefined)
  assert.equal(trackOf(undefined, 'video'), undefined)
})
