import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { isEncrypted } from './encrypted.ts'

const box = (length: number, type: string, rest: string | Buffer = ''): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(length)
  head.write(type, 4)
  return Buffer.concat([head, Buffer.from(rest)])
}
/** The length of a box of which the first 32 bits say 1. */
const long = (length: bigint): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(length)
  return bytes
}

const CASES: Readonly<Record<string, readonly [Buffer, boolean]>> = {
  'an encrypted picture': [Buffer.concat([box(12, 'ftyp', 'isom'), box(20, 'moov', '....encv....')]), true],
  'a plain one': [Buffer.concat([box(12, 'ftyp', 'isom'), box(20, 'moov', '....avc1....')]), false],
  'behind a box of 64 bits': [Buffer.concat([box(1, 'mdat', long(16n)), box(20, 'moov', '....encv....')]), true],
  // Of a raw stream of H.264: what is there in place of a length is more than a file can be.
  'no MP4, with a start code': [Buffer.from('000000016764000aacd94a1f2a8c9e8b', 'hex'), false],
  'a length beyond all files': [box(1, 'mdat', long(2n ** 64n - 1n)), false],
  'a box without a length': [box(0, 'mdat', '........'), false],
  'a file of a few bytes': [Buffer.from('abc'), false],
}

for (const [what, [bytes, expected]] of Object.entries(CASES))
  test(`encrypted: ${what}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'weir-encrypted-'))
    t.after(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'film')
    writeFileSync(path, bytes)
    assert.equal(await isEncrypted(path), expected)
  })
