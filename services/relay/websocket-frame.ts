// The head of an unmasked, final, binary WebSocket frame (RFC 6455, section 5.2), as a server sends it. We write it
// ourselves so that one buffer serves every child: ws would build a head per child and write it apart from the payload.

/** Bytes that the head of a message of `size` bytes takes. */
export const messageHeadBytes = (size: number): number => (size < 126 ? 2 : size < 0x1_0000 ? 4 : 10)

/** Writes the head at the start of `target`. */
export const writeMessageHead = (target: Buffer, size: number): void => {
  target[0] = 0x82
  if (size < 126) {
    target[1] = size
  } else if (size < 0x1_0000) {
    target[1] = 126
    target.writeUInt16BE(size, 2)
  } else {
    target[1] = 127
    target.writeUInt32BE(Math.floor(size / 0x1_0000_0000), 2)
    target.writeUInt32BE(size >>> 0, 6)
  }
}
