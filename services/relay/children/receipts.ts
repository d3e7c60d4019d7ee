// How much of what was written to one child it has read. A socket does not tell: the kernels take megabytes before they
// hold anything back. So a WebSocket ping follows every so many bytes, and its pong, which every child has to send (RFC
// 6455, section 5.5.3), says that all before it has been read. Pure but for `ping`; owns the pings that are not answered.
//
// While none is unanswered, the next may follow later: a child that has just stopped reading is found out by the ping after
// `calmBytes`, and from then on the count is as it would be with one after every `everyBytes`.
import { numberOf, numberPayload } from '@weir/websocket'

export interface Receipts {
  /** Whether a ping is due once so many bytes more are written. */
  dueAfter(bytes: number): boolean
  /** So many bytes more were written. */
  wrote(bytes: number): void
  /** So many bytes more were written, and a ping with them that says `id`. */
  wroteAsking(bytes: number, id: number): void
  /** A pong came. Returns whether it answers one of our pings. */
  answered(payload: Uint8Array): boolean
  /** Bytes that a ping followed and no pong has confirmed; 0 while no ping is on its way. */
  readonly unreadBytes: number
  /** Fewer bytes than these are followed by no ping. */
  readonly roomBytes: number
}

export interface ReceiptsOptions {
  /** A ping follows when so many bytes were written since the one before. */
  readonly everyBytes: number
  /** The same while no ping is unanswered; a multiple of `everyBytes`, by default once. */
  readonly calmBytes?: number
  readonly ping: (payload: Buffer) => void
}

/** A child that answers none is asked no more than this. */
const MOST_ASKED = 64

export const createReceipts = ({ everyBytes, calmBytes = everyBytes, ping }: ReceiptsOptions): Receipts => {
  /** Written since the newest ping: small, so that counting it takes no memory. */
  let sinceBytes = 0
  let askedAt = 0
  let confirmed = 0
  /** Those that go to several children at once have ids of 0 and above; ours are below. */
  let ownId = 0
  /** The pings that are unanswered, oldest first, and what had been written at each. */
  let ids: number[] = []
  let marks: number[] = []
  const roomBytes = () => (ids.length >= MOST_ASKED ? 0 : (ids.length === 0 ? calmBytes : everyBytes) - sinceBytes)
  const dueAfter = (bytes: number) => ids.length < MOST_ASKED && bytes >= roomBytes()
  const wroteAsking = (bytes: number, id: number) => {
    askedAt += sinceBytes + bytes
    sinceBytes = 0
    ids.push(id)
    marks.push(askedAt)
  }
  return {
    dueAfter,
    wroteAsking,
    wrote(bytes) {
      if (dueAfter(bytes)) {
        wroteAsking(bytes, --ownId)
        ping(numberPayload(ownId))
      } else sinceBytes += bytes
    },
    answered(payload) {
      const id = numberOf(payload)
      const place = id === undefined ? -1 : ids.indexOf(id)
      if (place < 0) return false
      confirmed = marks[place] as number
      ids = ids.slice(place + 1)
      marks = marks.slice(place + 1)
      return true
    },
    get roomBytes() {
      return Math.max(0, roomBytes())
    },
    get unreadBytes() {
      return ids.length === 0 ? 0 : askedAt - confirmed
    },
  }
}
