import assert from 'node:assert/strict'
import test from 'node:test'
import { markedChunk } from './mark.ts'
import { createSplitter } from './splitter.ts'

test('splitter: chunks come out whole and in order, wherever a read ends', () => {
  const chunks = [24, 25, 4200, 100].map((bytes, sequence) => markedChunk(bytes, sequence, 0n))
  const all = Buffer.concat(chunks)
  for (const step of [1, 23, 24, 25, 1000, all.length]) {
    const taken: Buffer[] = []
    const split = createSplitter((chunk) => taken.push(Buffer.from(chunk)))
    for (let at = 0; at < all.length; at += step) split(all.subarray(at, at + step))
    assert.deepEqual(taken, chunks, `${step} bytes a read`)
  }
})
