// Cuts what the source sends over TCP into its chunks: each begins with its mark, which has its size. Keeps the start of
// a chunk that has not arrived whole.
import { MARK_BYTES } from './mark.ts'

export const createSplitter = (take: (chunk: Buffer) => void): ((bytes: Buffer) => void) => {
  let rest: Buffer = Buffer.alloc(0)
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes])
    while (rest.length >= MARK_BYTES) {
      const size = rest.readUInt32BE(8)
      if (rest.length < size) return
      take(rest.subarray(0, size))
      rest = rest.subarray(size)
    }
  }
}
