// How much of what was written to one child it has read. A socket does not tell: the kernels take megabytes before they
// hold anything back. So a WebSocket ping follows every so many bytes, and its pong, which every child has to send (RFC
// 6455, section 5.5.3), says that all before it has been read. Pure but for `ping`; owns the pings that are not answered.
//
// While none is unanswered, the next may follow later: a child that has just stopped reading is found out by the ping after
// `calmBytes`, and from then on the count is as it would be with one after every `everyBytes`.
import { numberOf, numberPayload } from '@weir/websocket'

export interface ReceiptsOptions {
  /** A ping follows when so many bytes were written since the one before. */
  readonly everyBytes: number
  /** The same while no ping is unanswered; a multiple of `everyBytes`, by default once. */
  readonly calmBytes?: number
  readonly ping: (payload: Buffer) => void
}

/** A child that answers none is asked no more than this. */
const MOST_ASKED = 64

/** A class, since every child has one: see downlink.ts. */
export class Receipts {
  /** Written since the newest ping: small, so that counting it takes no memory. */
  private sinceBytes = 0
  private askedAt = 0
  private confirmed = 0
  /** Those that go to several children at once have ids of 0 and above; ours are below. */
  private ownId = 0
  /** The pings that are unanswered, oldest first, and what had been written at each. */
  private readonly ids: number[] = []
  private readonly marks: number[] = []
  private readonly everyBytes: number
  private readonly calmBytes: number
  private readonly ping: (payload: Buffer) => void

  constructor({ everyBytes, calmBytes = everyBytes, ping }: ReceiptsOptions) {
    this.everyBytes = everyBytes
    this.calmBytes = calmBytes
    this.ping = ping
  }

  /** Fewer bytes than these are followed by no ping. */
  get roomBytes(): number {
    if (this.ids.length >= MOST_ASKED) return 0
    return Math.max(0, (this.ids.length === 0 ? this.calmBytes : this.everyBytes) - this.sinceBytes)
  }

  /** Bytes that a ping followed and no pong has confirmed; 0 while no ping is on its way. */
  get unreadBytes(): number {
    return this.ids.length === 0 ? 0 : this.askedAt - this.confirmed
  }

  /** Whether a ping is due once so many bytes more are written. */
  dueAfter(bytes: number): boolean {
    return this.ids.length < MOST_ASKED && bytes >= this.roomBytes
  }

  /** So many bytes more were written. */
  wrote(bytes: number): void {
    if (this.dueAfter(bytes)) {
      this.wroteAsking(bytes, --this.ownId)
      this.ping(numberPayload(this.ownId))
    } else this.sinceBytes += bytes
  }

  /** So many bytes more were written, and a ping with them that says `id`. */
  wroteAsking(bytes: number, id: number): void {
    this.askedAt += this.sinceBytes + bytes
    this.sinceBytes = 0
    this.ids.push(id)
    this.marks.push(this.askedAt)
  }

  /** A pong came. Returns whether it answers one of our pings. */
  answered(payload: Uint8Array): boolean {
    const id = numberOf(payload)
    const place = id === undefined ? -1 : this.ids.indexOf(id)
    if (place < 0) return false
    this.confirmed = this.marks[place] as number
    this.ids.splice(0, place + 1)
    this.marks.splice(0, place + 1)
    return true
  }
}
