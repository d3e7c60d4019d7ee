// The head of a WebSocket frame (RFC 6455, section 5.2). We write that of an unmasked, final, binary one, as a server sends
// it, ourselves, so that one buffer serves every child: ws would build a head per child and write it apart from the payload.

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

/** `payload` as a whole binary message. */
export const binaryMessage = (payload: Uint8Array): Buffer => {
  const start = messageHeadBytes(payload.length)
  const message = Buffer.allocUnsafe(start + payload.length)
  writeMessageHead(message, payload.length)
  message.set(payload, start)
  return message
}

/** A whole ping; `payload` has at most 125 bytes. */
export const pingMessage = (payload: Buffer): Buffer => Buffer.concat([Buffer.from([0x89, payload.length]), payload])

export interface FrameHead {
  /** 0 continuation, 1 text, 2 binary, 8 and up control. */
  readonly opcode: number
  readonly final: boolean
  /** Neither masked nor extended: what follows the head is the payload as it is. */
  readonly plain: boolean
  readonly headBytes: number
  /** Of the payload, as the head claims. */
  readonly size: number
}

/** Reads the head that starts at `at`; undefined while it is not whole. */
export const readFrameHead = (source: Buffer, at: number): FrameHead | undefined => {
  if (source.length - at < 2) return undefined
  const first = source[at] as number
  const second = source[at + 1] as number
  const length = second & 0x7f
  const headBytes = (length < 126 ? 2 : length === 126 ? 4 : 10) + (second & 0x80 ? 4 : 0)
  if (source.length - at < headBytes) return undefined
  return {
    opcode: first & 0x0f,
    final: (first & 0x80) !== 0,
    plain: (first & 0x70) === 0 && (second & 0x80) === 0,
    headBytes,
    size:
      length < 126
        ? length
        : length === 126
          ? source.readUInt16BE(at + 2)
          : source.readUInt32BE(at + 2) * 0x1_0000_0000 + source.readUInt32BE(at + 6),
  }
}
