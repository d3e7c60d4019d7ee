import assert from 'node:assert/strict'
import test from 'node:test'
import type { Frame, TrackDescription } from '@weir/wire'
import { createMediaSink } from './media-sink.ts'

const TRACK: TrackDescription = { id: 1, name: 'video', kind: 'video', codec: 'avc1.42c01e', epoch: 1 }
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const chunk = (sequence: number): Frame =>
  ({
    type: 'chunk',
    keyframe: true,
    epoch: 1,
    group: sequence,
    sequence,
    durationMicros: 33_333,
    decodeTimeMicros: sequence * 33_333,
    captureTimeMicros: sequence * 33_333,
    payload: bytes(`chunk ${sequence}`),
  }) as Frame

test('a managed source that wants nothing is given nothing, from its first chunk on; it begins again with the newest init segment', (t) => {
  const appended: string[] = []
  class Buffer extends EventTarget {
    readonly buffered = { length: 0 }
    readonly updating = false
    mode = ''
    timestampOffset = 0
    appendBuffer(piece: Uint8Array): void {
      appended.push(new TextDecoder().decode(piece))
    }
  }
  class Managed extends EventTarget {
    streaming = false
    addSourceBuffer = (): Buffer => new Buffer()
    say(kind: string): void {
      this.dispatchEvent(new Event(kind))
    }
  }
  const made: Managed[] = []
  const scope = globalThis as { ManagedMediaSource?: unknown }
  scope.ManagedMediaSource = function make() {
    made.push(new Managed())
    return made[0]
  }
  t.after(() => {
    delete scope.ManagedMediaSource
  })
  t.mock.method(URL, 'createObjectURL', () => 'blob:of-this-test')
  t.mock.method(URL, 'revokeObjectURL', () => {})
  const video = Object.assign(new EventTarget(), { currentTime: 0, removeAttribute() {}, load() {} })
  const held: boolean[] = []
  const sink = createMediaSink(video as unknown as HTMLVideoElement, [TRACK], {
    onFault: (reason) => assert.fail(reason),
    onHeld: (now) => held.push(now),
  })
  const source = made[0] as Managed
  const state = () => ({ held: held.splice(0), appended: appended.splice(0), leftOut: sink.leftOut })

  sink.init(TRACK, bytes('init'))
  sink.chunk(TRACK, chunk(0))
  source.say('sourceopen')
  sink.chunk(TRACK, chunk(1))
  assert.deepEqual(state(), { held: [true], appended: [], leftOut: 2 })
  source.say('startstreaming')
  sink.chunk(TRACK, chunk(2))
  assert.deepEqual(state(), { held: [false], appended: ['init', 'chunk 2'], leftOut: 2 })
  source.say('endstreaming')
  sink.init(TRACK, bytes('another init'))
  sink.chunk(TRACK, chunk(3))
  assert.deepEqual(state(), { held: [true], appended: [], leftOut: 3 })
  source.say('startstreaming')
  assert.deepEqual(state(), { held: [false], appended: ['another init'], leftOut: 3 })
  sink.close()
  source.say('endstreaming')
  assert.deepEqual(state(), { held: [], appended: [], leftOut: 3 })
})
