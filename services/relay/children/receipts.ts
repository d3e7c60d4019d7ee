// How much of what was written to one child it has read. A socket does not tell: the kernels take megabytes before they
// hold anything back. So a WebSocket ping follows every so many bytes, and its pong, which every child has to send (RFC
// 6455, section 5.5.3), says that all before it has been read. Pure but for `ping`; owns the pings that are not answered.

export interface Receipts {
  /** Whether a ping is due once so many bytes more are written. */
  dueAfter(bytes: number): boolean
  /** So many bytes more were written. */
  wrote(bytes: number): void
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
  readonly ping: (payload: Buffer) => void
}

/** A child that answers none is asked no more than this. */
const MOST_ASKED = 64
const PAYLOAD_BYTES = 8

export const createReceipts = ({ everyBytes, ping }: ReceiptsOptions): Receipts => {
  /** Written since the newest ping: small, so that counting it takes no memory. */
  let sinceBytes = 0
  let confirmed = 0
  /** What had been written at each ping, oldest first. */
  let asked: number[] = []
  let askedAt = 0
  const dueAfter = (bytes: number) => sinceBytes + bytes >= everyBytes && asked.length < MOST_ASKED
  const ask = () => {
    askedAt += sinceBytes
    sinceBytes = 0
    asked.push(askedAt)
    const payload = Buffer.alloc(PAYLOAD_BYTES)
    payload.writeDoubleBE(askedAt)
    ping(payload)
  }
  return {
    dueAfter,
    wrote(bytes) {
      const due = dueAfter(bytes)
      sinceBytes += bytes
      if (due) ask()
    },
    answered(payload) {
      if (payload.length !== PAYLOAD_BYTES) return false
      const upTo = Buffer.from(payload).readDoubleBE()
      if (!asked.includes(upTo)) return false
      confirmed = upTo
      asked = asked.filter((each) => each > upTo)
      return true
    },
    get roomBytes() {
      return asked.length >= MOST_ASKED ? everyBytes : everyBytes - sinceBytes
    },
    get unreadBytes() {
      return asked.length === 0 ? 0 : askedAt - confirmed
    },
  }
}
