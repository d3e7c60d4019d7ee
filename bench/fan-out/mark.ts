// The mark that every chunk of the source begins with, by which viewers of any server know it. native/mark.h has the
// layout.

export const MARK_BYTES = 24

/** A chunk of `bytes`, handed on now. `nowMicros` is the system's monotonic clock, which all processes share. */
export const markedChunk = (bytes: number, sequence: number, nowMicros: bigint): Buffer => {
  const chunk = Buffer.alloc(bytes, sequence & 0xff)
  chunk.write('WeirMark', 0, 'latin1')
  chunk.writeUInt32BE(bytes, 8)
  chunk.writeUInt32BE(sequence, 12)
  chunk.writeBigUInt64BE(nowMicros, 16)
  return chunk
}
