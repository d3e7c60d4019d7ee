import assert from 'node:assert/strict'
import test from 'node:test'
import type { Frame, TrackDescription } from '@weir/wire'
import type { Renderer } from './renderer.ts'
import { createRendering } from './rendering.ts'

const RECEIVED = { atMicros: 0, clock: undefined }

const track = (name: string): TrackDescription => ({ id: 1, name, kind: 'video', codec: 'c', epoch: 1 })
const FIRST = track('first')
const SECOND = track('second')
const frame = (epoch: number): Frame => ({ epoch }) as Frame
const INIT = Uint8Array.of(1)

/** Writes down what is asked of each renderer that is built. */
const setUp = () => {
  const done: string[] = []
  const refused: string[] = []
  const stage = { wanted: [FIRST] as TrackDescription[], reason: undefined as string | undefined }
  const rendering = createRendering({
    expected: undefined,
    wanted: () => stage.wanted,
    whyNot: () => stage.reason,
    make: (tracks) => {
      done.push(`make ${tracks.map(({ name }) => name).join()}`)
      const made: Partial<Renderer> = {
        init: ({ name }, segment) => done.push(`init ${name} ${[...segment].join()}`),
        chunk: ({ name }, { epoch }, jump) => done.push(`chunk ${name} ${epoch}${jump ? ' jump' : ''}`),
        close: () => done.push('close'),
      }
      return made as Renderer
    },
    onRefused: (reason) => refused.push(reason),
  })
  return { rendering, done, refused, stage }
}

test('is built with the first chunk, and has its init segment before it', () => {
  const { rendering, done } = setUp()
  rendering.init(FIRST, INIT)
  assert.equal(rendering.current, undefined)
  rendering.chunk(FIRST, frame(7), true, RECEIVED)
  rendering.chunk(FIRST, frame(7), false, RECEIVED)
  rendering.init(FIRST, Uint8Array.of(2))
  assert.deepEqual(done, ['make first', 'init first 1', 'chunk first 7 jump', 'chunk first 7', 'init first 2'])
  assert.equal(rendering.epoch, 7)
  assert.equal(rendering.rebuilds, 0)
})

test('one that was prepared is not built again', () => {
  const { rendering, done } = setUp()
  rendering.prepare()
  rendering.chunk(FIRST, frame(1), true, RECEIVED)
  assert.deepEqual(done, ['make first', 'chunk first 1 jump'])
})

test('after a drop the next chunk builds another, from the newest init segments', () => {
  const { rendering, done } = setUp()
  rendering.init(FIRST, INIT)
  rendering.chunk(FIRST, frame(1), true, RECEIVED)
  rendering.init(FIRST, Uint8Array.of(2))
  rendering.drop()
  rendering.drop()
  done.length = 0
  rendering.chunk(FIRST, frame(1), true, RECEIVED)
  assert.deepEqual(done, ['make first', 'init first 2', 'chunk first 1 jump'])
  assert.equal(rendering.rebuilds, 1)
})

test('is dropped for other tracks only', () => {
  const { rendering, done, stage } = setUp()
  rendering.prepare()
  stage.wanted = [{ ...FIRST, codec: 'another', id: 9 }]
  rendering.refit()
  assert.deepEqual(done, ['make first'])
  stage.wanted = [FIRST, SECOND]
  rendering.refit()
  assert.deepEqual(done, ['make first', 'close'])
})

test('nothing is built for nothing, and what cannot be played is said when it comes, not ahead', () => {
  const { rendering, done, refused, stage } = setUp()
  stage.reason = 'no such codec'
  rendering.prepare()
  assert.deepEqual(refused, [])
  rendering.chunk(FIRST, frame(1), true, RECEIVED)
  assert.deepEqual(refused, ['no such codec'])
  stage.wanted = []
  rendering.chunk(FIRST, frame(2), true, RECEIVED)
  assert.equal(refused.length, 1)
  assert.deepEqual(done, [])
  assert.equal(rendering.epoch, 2)
})

test('one that was built ahead of its media is as old as its first chunk', () => {
  const { rendering } = setUp()
  rendering.prepare()
  const builtBefore = performance.now()
  while (performance.now() === builtBefore);
  rendering.chunk(FIRST, frame(1), true, RECEIVED)
  const { ageSeconds, silentSeconds } = rendering.ages(performance.now())
  assert.equal(ageSeconds, silentSeconds)
  while (performance.now() - builtBefore < 2);
  rendering.chunk(FIRST, frame(1), false, RECEIVED)
  const later = rendering.ages(performance.now())
  assert.ok(later.ageSeconds > later.silentSeconds)
})
