import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { singleTrackInit } from './single-track-init.ts'
import { box, zeros } from './test-box.ts'

const letters = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))

interface Track {
  readonly id: number
  readonly handler: string
  readonly version?: 0 | 1
}
const trak = ({ id, handler, version = 0 }: Track) =>
  box(
    'trak',
    box('tkhd', [version, 0, 0, 3], zeros(version === 1 ? 16 : 8), [0, 0, 0, id], zeros(60)),
    box('mdia', box('hdlr', zeros(8), letters(handler), zeros(13))),
  )
const initOf = (tracks: readonly Track[], nextTrackId: number): Uint8Array =>
  new Uint8Array(
    Buffer.concat([
      box('ftyp', letters('iso6'), zeros(4)),
      box(
        'moov',
        box('mvhd', zeros(96), [0, 0, 0, nextTrackId]),
        ...tracks.map(trak),
        box('mvex', ...tracks.map(({ id }) => box('trex', zeros(4), [0, 0, 0, id], zeros(16)))),
      ),
    ]),
  )

const VIDEO: Track = { id: 1, handler: 'vide' }
const AUDIO: Track = { id: 2, handler: 'soun', version: 1 }

test('is byte for byte what a muxer of that track alone would have written', () => {
  const both = initOf([VIDEO, AUDIO], 3)
  assert.deepEqual(singleTrackInit(both, 'video'), initOf([VIDEO], 2))
  assert.deepEqual(singleTrackInit(both, 'audio'), initOf([AUDIO], 3))
  assert.deepEqual(singleTrackInit(initOf([VIDEO], 2), 'video'), initOf([VIDEO], 2))
})

test('gives none when it cannot tell which', () => {
  assert.equal(singleTrackInit(initOf([VIDEO], 2), 'audio'), undefined)
  assert.equal(singleTrackInit(initOf([VIDEO, { id: 2, handler: 'vide' }], 3), 'video'), undefined)
  assert.equal(singleTrackInit(new Uint8Array(0), 'video'), undefined)
  assert.equal(singleTrackInit(box('moov', box('trak', box('mdia'))), 'video'), undefined)
})

test('whatever comes, nothing throws', () => {
  const both = initOf([VIDEO, AUDIO], 3)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(both.length - 1), fc.nat(255), (noise, at, value) => {
      const broken = Uint8Array.from(both)
      broken[at] = value
      for (const bytes of [noise, broken, both.subarray(0, at)]) singleTrackInit(bytes, 'video')
    }),
  )
})
