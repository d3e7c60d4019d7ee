import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { box, zeros } from '../iso-bmff/test-box.ts'
import { decoderDescription, mediaData } from './boxes.ts'

const initWith = (...boxes: Uint8Array[]): Uint8Array =>
  new Uint8Array(
    Buffer.concat([
      box('ftyp', zeros(8)),
      box(
        'moov',
        box('mvhd', zeros(100)),
        box(
          'trak',
          box('tkhd', zeros(84)),
          box('mdia', box('minf', box('stbl', box('stsd', zeros(8), box('avc1', zeros(78), ...boxes))))),
        ),
      ),
    ]),
  )

test('finds the decoder configuration behind other boxes', () => {
  const init = initWith(box('pasp', zeros(8)), box('avcC', [1, 66, 192, 30]))
  assert.deepEqual([...(decoderDescription(init) ?? [])], [1, 66, 192, 30])
  assert.deepEqual([...(decoderDescription(initWith(box('hvcC', [9]))) ?? [])], [9])
  assert.equal(decoderDescription(initWith()), undefined)
})

test('finds the media data of a chunk', () => {
  const chunk = new Uint8Array(Buffer.concat([box('moof', zeros(40)), box('mdat', [1, 2, 3])]))
  assert.deepEqual([...(mediaData(chunk) ?? [])], [1, 2, 3])
  assert.equal(mediaData(box('moof', zeros(4))), undefined)
})

test('whatever comes, nothing throws and nothing reaches beyond it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(1000), fc.nat(255), (noise, at, value) => {
      const init = initWith(box('avcC', [1, 66, 192, 30]))
      init[at % init.length] = value
      for (const bytes of [noise, init]) {
        const found = decoderDescription(bytes) ?? mediaData(bytes)
        assert.ok((found?.length ?? 0) <= bytes.length)
      }
    }),
  )
})
