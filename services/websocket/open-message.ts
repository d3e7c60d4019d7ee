// Whether a peer's message has begun and is not yet whole: ws keeps what it has of it, for as long as the peer likes. Sees
// the bytes of the connection as they come and keeps none but a frame's head.
import { readFrameHead } from './frame.ts'

const NOTHING = Buffer.alloc(0)

/** A class, since every child has one. */
export class OpenMessage {
  /** The start of a frame's head. */
  private partial: Buffer = NOTHING
  /** Of the frame's payload. */
  private missingBytes = 0
  private fragmented = false

  /** Returns whether a message is open after these bytes. */
  see(bytes: Buffer): boolean {
    let all = bytes
    let at = 0
    while (at < all.length) {
      if (this.missingBytes > 0) {
        const size = Math.min(this.missingBytes, all.length - at)
        this.missingBytes -= size
        at += size
        continue
      }
      if (this.partial.length > 0) {
        all = Buffer.concat([this.partial, all.subarray(at)])
        this.partial = NOTHING
        at = 0
      }
      const head = readFrameHead(all, at)
      if (!head) {
        // A copy: the read that it came in may be large.
        this.partial = Buffer.from(all.subarray(at))
        break
      }
      if (head.opcode < 8) this.fragmented = !head.final
      this.missingBytes = head.size
      at += head.headBytes
    }
    return this.fragmented || this.missingBytes > 0 || this.partial.length > 0
  }
}
