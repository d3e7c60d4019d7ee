import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { FlvError } from '../flv/index.ts'
import { readAvcConfig } from './avc-config.ts'
import {
  addEmulationPrevention,
  bitReader,
  bitsOf,
  removeEmulationPrevention,
  unsignedBits,
  withTrailingBits,
} from './bits.ts'
import { withoutReorder } from './no-reorder.ts'
import { readSps } from './sps.ts'

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

// As x264 writes them; `reorder` is what they say of reordering.
const SETS = [
  {
    name: 'zerolatency',
    hex: '6742c01eda0280bfe5c044000003000400000300f23c58ba80',
    width: 640,
    height: 360,
    refs: 1,
    reorder: 0,
  },
  {
    name: 'B-frames',
    hex: '6764001facd9405005bbff000300041000000300100000030320f1831960',
    width: 1280,
    height: 720,
    refs: 4,
    reorder: 2,
  },
  {
    name: 'cropped, with HRD',
    hex: '67640028acd940780227e5ffc000c00104000003000400000300c9808003d090007a128b0c01e30632c0',
    width: 1920,
    height: 1080,
    refs: 4,
    reorder: 2,
  },
  {
    name: 'pixels of any shape',
    hex: '6764000bacd942c4effc03fc020040000003004000000c83c50a6580',
    width: 176,
    height: 144,
    refs: 4,
    reorder: 2,
  },
  {
    name: '4:4:4',
    hex: '67f4000a919b28e4f1b1fff800100018800000030080000019078912cb',
    width: 100,
    height: 50,
    refs: 4,
    reorder: 2,
  },
] as const

/** The first `count` bits of a set, a 0 in place of the flag that follows, and no more. */
const cutAt = (sps: Uint8Array, count: number): Uint8Array => {
  const reader = bitReader(removeEmulationPrevention(sps))
  return addEmulationPrevention(withTrailingBits([...Array.from({ length: count }, () => reader.bits(1)), 0]))
}

for (const { name, hex, width, height, refs, reorder } of SETS) {
  test(`parameter set: ${name}`, () => {
    const sps = readSps(bytes(hex))
    assert.deepEqual(
      { width: sps.width, height: sps.height, refs: sps.maxNumRefFrames, reorder: sps.maxNumReorderFrames },
      { width, height, refs, reorder },
    )
    assert.equal(Buffer.from(withoutReorder(bytes(hex))).toString('hex'), hex, 'what says something is left alone')
    for (const lacking of [cutAt(bytes(hex), sps.vuiFlagAt), cutAt(bytes(hex), sps.restrictionFlagAt as number)]) {
      assert.equal(readSps(lacking).maxNumReorderFrames, undefined)
      const rewritten = readSps(withoutReorder(lacking))
      assert.equal(rewritten.maxNumReorderFrames, 0)
      assert.deepEqual([rewritten.width, rewritten.height], [width, height])
    }
  })
}

test('a decoder configuration keeps its PPS when its SPS grows', () => {
  const sps = cutAt(bytes(SETS[0].hex), readSps(bytes(SETS[0].hex)).vuiFlagAt)
  const pps = [1, 0, 4, 0x68, 0xce, 0x3c, 0x80]
  const { avcC, width, height } = readAvcConfig(
    Uint8Array.from([1, 0x42, 0xc0, 0x1e, 0xff, 0xe1, 0, sps.length, ...sps, ...pps]),
  )
  assert.deepEqual([width, height], [640, 360])
  assert.deepEqual([...avcC.subarray(-pps.length)], pps)
  const length = (avcC[6] as number) * 256 + (avcC[7] as number)
  assert.equal(readSps(avcC.subarray(8, 8 + length)).maxNumReorderFrames, 0)
  assert.equal(avcC.length, 8 + length + pps.length)
})

for (const [name, hex] of [
  ['too short', '0142'],
  ['another version', '0242c01effe1000167'],
  ['NAL lengths of 2 bytes', '0142c01efde1000167'],
  ['two parameter sets', '0142c01effe2000167'],
  ['a parameter set beyond the end', '0142c01effe1ffff67'],
  ['a parameter set that stops early', '0142c01effe100046742c01e01000468'],
] as const) {
  test(`a decoder configuration is refused: ${name}`, () => {
    assert.throws(
      () => readAvcConfig(bytes(hex)),
      (error) => error instanceof FlvError && error.code === 'config',
    )
  })
}

test('Exp-Golomb codes and emulation prevention, there and back', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000)), (values) => {
      const reader = bitReader(withTrailingBits(values.flatMap(unsignedBits)))
      assert.deepEqual(
        values.map(() => reader.unsigned()),
        values,
      )
    }),
  )
  const sparse = fc.array(fc.constantFrom(0, 0, 0, 1, 2, 3, 4, 255), { minLength: 1 })
  fc.assert(
    fc.property(sparse, (values) => {
      const unit = addEmulationPrevention(Uint8Array.from(values))
      assert.deepEqual([...removeEmulationPrevention(unit)], values)
      assert.ok(!/(^|,)0,0,[012](,|$)/.test([...unit].join(',')))
    }),
  )
  assert.deepEqual(bitsOf(5, 4), [0, 1, 0, 1])
})

test('noise is read or refused, and ends', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
      try {
        readSps(noise)
      } catch (error) {
        assert.ok(error instanceof RangeError)
      }
    }),
  )
})
