import assert from 'node:assert/strict'
import test from 'node:test'
import * as zlib from 'node:zlib'
import fc from 'fast-check'
import { crc32 } from './checksum.ts'

// The check value of the CRC catalogue, and values that Python's zlib.crc32 gives.
for (const [text, expected] of [
  ['', 0],
  ['a', 0xe8b7be43],
  ['abc', 0x352441c2],
  ['123456789', 0xcbf43926],
  ['The quick brown fox jumps over the lazy dog', 0x414fa339],
] as const) {
  test(`CRC-32 of "${text}"`, () => {
    assert.equal(crc32(new TextEncoder().encode(text)), expected)
  })
}

/** One bit at a time, straight from the definition. */
const slowCrc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

test('any bytes, at any offset of their buffer, give what the definition gives', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(9), (bytes, offset) => {
      const moved = new Uint8Array(bytes.length + offset)
      moved.set(bytes, offset)
      assert.equal(crc32(moved.subarray(offset)), slowCrc32(bytes))
    }),
  )
})

// zlib.crc32 came with Node 20.15 and 22.2.
const zlibCrc32 = (zlib as { crc32?: (bytes: Uint8Array) => number }).crc32
test('it is zlib’s', { skip: zlibCrc32 ? false : 'this Node has no zlib.crc32' }, () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      assert.equal(crc32(bytes), zlibCrc32?.(bytes))
    }),
  )
})
