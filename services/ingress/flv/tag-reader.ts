// Bytes in, as the socket has cut them; FLV tags out (Adobe Flash Video File Format 10.1, annex E). A tag is handed on
// as soon as its declared length is in: that is why the latency path is FLV, where a fragmented MP4 muxer would hold
// every frame until the next one. Owns one buffer, which never grows beyond one tag of the largest size.
import { FlvError } from './error.ts'

const HEADER_BYTES = 9
const PREVIOUS_SIZE_BYTES = 4
const TAG_HEADER_BYTES = 11
/** A keyframe of raw 8K at the worst quality stays below this. */
export const MAX_TAG_BYTES = 8 * 1024 * 1024
const FIRST_BUFFER_BYTES = 64 * 1024

const TAG_TYPES = { 8: 'audio', 9: 'video', 18: 'script' } as const

export interface Tag {
  readonly type: 'audio' | 'video' | 'script'
  /** 31 bits: comes round every 24.8 days. */
  readonly timestampMillis: number
  /** A view into the reader's buffer: good until the callback returns. */
  readonly data: Uint8Array
}

/** Takes the stream's bytes in order, calls `onTag` for every complete tag. Throws FlvError; then the stream is lost. */
export const createTagReader = (onTag: (tag: Tag) => void): ((bytes: Uint8Array) => void) => {
  let buffer = new Uint8Array(FIRST_BUFFER_BYTES)
  let length = 0
  let headerSeen = false

  /** Bytes of the unit at `at`, or undefined while its header is not in. */
  const unitBytes = (at: number): number | undefined => {
    if (!headerSeen) {
      checkSignature(buffer.subarray(at, Math.min(length, at + 4)))
      if (length - at < HEADER_BYTES) return undefined
      const offset = readUint32(buffer, at + 5)
      if (offset !== HEADER_BYTES) throw new FlvError('header', `an FLV header has 9 bytes, this one says ${offset}`)
      return HEADER_BYTES
    }
    if (length - at < PREVIOUS_SIZE_BYTES + TAG_HEADER_BYTES) return undefined
    const size = readUint24(buffer, at + PREVIOUS_SIZE_BYTES + 1)
    if (size > MAX_TAG_BYTES) throw new FlvError('tag-size', `a tag has at most ${MAX_TAG_BYTES} bytes, got ${size}`)
    return PREVIOUS_SIZE_BYTES + TAG_HEADER_BYTES + size
  }

  const takeTag = (at: number, end: number): void => {
    const start = at + PREVIOUS_SIZE_BYTES
    const typeByte = buffer[start] as number
    const type = TAG_TYPES[typeByte as keyof typeof TAG_TYPES]
    if (!type) throw new FlvError('tag-type', `a tag is of type 8, 9 or 18, got ${typeByte}`)
    onTag({
      type,
      timestampMillis: ((buffer[start + 7] as number) & 0x7f) * 0x100_0000 + readUint24(buffer, start + 4),
      data: buffer.subarray(start + TAG_HEADER_BYTES, end),
    })
  }

  return (bytes) => {
    if (length + bytes.length > buffer.length) {
      const larger = new Uint8Array(2 ** Math.ceil(Math.log2(length + bytes.length)))
      larger.set(buffer.subarray(0, length))
      buffer = larger
    }
    buffer.set(bytes, length)
    length += bytes.length
    let at = 0
    for (;;) {
      const size = unitBytes(at)
      if (size === undefined || length - at < size) break
      if (headerSeen) takeTag(at, at + size)
      headerSeen = true
      at += size
    }
    buffer.copyWithin(0, at, length)
    length -= at
  }
}

const readUint24 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number)

const readUint32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) * 0x100_0000 + readUint24(bytes, at + 1)

/** "FLV", version 1; looks at as much of it as is there. */
const checkSignature = (start: Uint8Array): void => {
  const wrong = start.findIndex((byte, index) => byte !== [0x46, 0x4c, 0x56, 1][index])
  if (wrong >= 0)
    throw new FlvError('header', `the stream begins with "FLV" and version 1, byte ${wrong} is ${start[wrong]}`)
}
