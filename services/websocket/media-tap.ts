// Takes a parent's media out of the bytes of its connection before ws reads them, and passes on the rest: the handshake,
// text, pings, the close. ws would take each chunk through two more streams, which costs a node more than all that it
// does with the chunk itself. Order is kept: nothing overtakes what ws has not yet read. Owns the place in the byte stream.
import type { Intercept } from '@weir/link'
import { MAX_PARENT_MESSAGE_BYTES } from '@weir/wire'
import { readFrameHead } from './frame.ts'

export interface MediaTapOptions {
  /** ws has shaken hands and listens: until then it gets everything. */
  readonly open: () => boolean
  /** A whole binary message; valid as long as it is held. */
  readonly onMedia: (message: Buffer) => void
}

const HANDSHAKE_END = Buffer.from('\r\n\r\n')
const UPGRADED = Buffer.from('HTTP/1.1 101 ')
const MAX_HANDSHAKE_BYTES = 16 * 1024
const NOTHING = Buffer.alloc(0)
/** Reads of one message that are kept apart: a parent that sends single bytes would have each of them kept in a read's buffer. */
const MAX_PARTS = 512

/** To be given to `Link.dial`; the reader that it passes on to is ws. */
export const createMediaTap = ({ open, onMedia }: MediaTapOptions): Intercept => {
  /** Of the parent's answer to the handshake; undefined once it was whole. */
  let handshake: Buffer | undefined = NOTHING
  /** The answer was none that frames follow. */
  let off = false
  /** The start of a frame's head. */
  let partial: Buffer = NOTHING
  /** Of a frame that ws gets. */
  let passingBytes = 0
  /** Of a message that is ours. */
  let parts: Buffer[] = []
  let missingBytes = 0
  /** ws is in the middle of a message of several frames. */
  let fragmented = false
  /** ws has not yet read all that it was given. */
  let behind = false

  /** How many of these bytes are still the handshake's. */
  const shake = (bytes: Buffer): number => {
    const before = handshake?.length ?? 0
    handshake = Buffer.concat([handshake ?? NOTHING, bytes])
    const end = handshake.indexOf(HANDSHAKE_END)
    if (end < 0 && before + bytes.length <= MAX_HANDSHAKE_BYTES) return bytes.length
    off = end < 0 || !handshake.subarray(0, UPGRADED.length).equals(UPGRADED)
    handshake = undefined
    return end + HANDSHAKE_END.length - before
  }

  return (bytes, pass) => {
    const give = (piece: Buffer) => {
      behind = !pass(piece)
    }
    let at = handshake ? shake(bytes) : 0
    if (off) return give(bytes)
    if (at > 0) give(bytes.subarray(0, at))
    let all = bytes
    while (at < all.length) {
      const left = all.length - at
      if (passingBytes > 0) {
        const size = Math.min(passingBytes, left)
        passingBytes -= size
        give(all.subarray(at, at + size))
        at += size
      } else if (missingBytes > 0) {
        const size = Math.min(missingBytes, left)
        missingBytes -= size
        parts.push(all.subarray(at, at + size))
        if (parts.length > MAX_PARTS) parts = [Buffer.concat(parts)]
        at += size
        if (missingBytes === 0) {
          const message = Buffer.concat(parts)
          parts = []
          onMedia(message)
        }
      } else {
        if (partial.length > 0) {
          all = Buffer.concat([partial, all.subarray(at)])
          partial = NOTHING
          at = 0
        }
        const head = readFrameHead(all, at)
        if (!head) {
          partial = all.subarray(at)
          return
        }
        const { headBytes, size, opcode, final, plain } = head
        const ours = opcode === 2 && final && plain && !fragmented && size <= MAX_PARENT_MESSAGE_BYTES
        if (ours && open() && !behind) {
          at += headBytes
          if (size <= all.length - at) {
            onMedia(all.subarray(at, at + size))
            at += size
          } else missingBytes = size
        } else {
          if (opcode < 8) fragmented = !final
          passingBytes = headBytes + size
        }
      }
    }
  }
}
