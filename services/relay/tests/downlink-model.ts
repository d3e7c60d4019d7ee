// For tests: the downlink as it was before chunks went past the queue where nothing waits, kept word for word with its
// receipts as a model of what each chunk is to meet; but pings are as rare as they are now while none is unanswered. It looks
// at everything for every chunk, which makes it easy to believe.
import type { Duplex } from 'node:stream'
import { pingMessage } from '@weir/websocket'
import { decide } from '../children/backpressure.ts'
import { type Limit, UNBOUNDED_CAP_BYTES } from '../children/limit.ts'
import type { Chunk } from '../track/index.ts'

/** One track on its way to one child. */
interface Flow {
  /** Chunks are being left out until a group starts. */
  skipping: boolean
}

interface DownlinkOptions {
  readonly socket: Duplex
  readonly backpressure: Limit
  /** Chunks that this child will not get, and the policy that says so. */
  readonly onDropped: (reason: string, chunks: number) => void
  /** The child is too slow to be kept. */
  readonly onTooSlow: () => void
}

interface Downlink {
  /** Sends `message`, the form of `chunk` that this child takes, or drops it by policy. */
  send(flow: Flow, chunk: Chunk, message: Buffer): void
  /**
   * Sends a chunk out of the cache, which no policy drops: what a child resumes with has to be whole, and may well be
   * more than may wait otherwise. It is bounded by the cache, whose bytes all children share.
   */
  replay(flow: Flow, chunk: Chunk, message: Buffer): void
  /** Sends an init segment, which no policy drops: without it nothing that follows is of use. */
  sendInit(flow: Flow, message: Buffer): void
  /** Takes what waits for the flow out of the queue. */
  forget(flow: Flow): void
  /** A pong came. Returns whether it answers one of ours. */
  answered(payload: Uint8Array): boolean
  close(): void
  /** Not read by the child, as far as is known: in our queue, in the socket, in the kernels. */
  readonly waitingBytes: number
  readonly sentChunks: number
  readonly droppedChunks: number
}

interface Waiting {
  readonly flow: Flow
  readonly init: boolean
  readonly message: Buffer
  readonly startsGroup: boolean
}

const MAX_SOCKET_BYTES = 128 * 1024
const MAX_RECEIPT_BYTES = 128 * 1024

export const createDownlinkModel = ({ socket, backpressure, onDropped, onTooSlow }: DownlinkOptions): Downlink => {
  // Never below the high-water mark, or no `drain` would tell when to go on.
  const socketBytes = Math.max(socket.writableHighWaterMark, Math.min(MAX_SOCKET_BYTES, backpressure.maxBytes / 2))
  // Half of what may wait, so that the other half is here, where a policy can take it back.
  const unreadBytes = (backpressure.policy === 'unbounded' ? UNBOUNDED_CAP_BYTES : backpressure.maxBytes) / 2
  const receipts = createReceipts({
    everyBytes: Math.min(MAX_RECEIPT_BYTES, backpressure.maxBytes / 8),
    ping: (payload) => socket.write(pingMessage(payload)),
  })
  let queue: Waiting[] = []
  let queueBytes = 0
  let sentChunks = 0
  let droppedChunks = 0
  /** Bytes of replayed chunks that may still wait, beyond what the policy allows. */
  let graceBytes = 0
  let open = true

  const drop = (chunks: number) => {
    droppedChunks += chunks
    onDropped(backpressure.policy, chunks)
  }
  const keepOnly = (keep: (waiting: Waiting) => boolean): number => {
    const before = queue.length
    queue = queue.filter(keep)
    queueBytes = queue.reduce((sum, { message }) => sum + message.length, 0)
    return before - queue.length
  }
  const dropOldestGroup = (flow: Flow) => {
    // The oldest group runs to the next start of one; when there is none, the newest group loses its head, so that the
    // rest of it is of no use either.
    const mine = queue.filter((waiting) => waiting.flow === flow && !waiting.init)
    const end = mine.findIndex((waiting, index) => index > 0 && waiting.startsGroup)
    const gone = new Set(end < 0 ? mine : mine.slice(0, end))
    if (end < 0) flow.skipping = true
    const taken = keepOnly((waiting) => !gone.has(waiting))
    sentChunks -= taken
    drop(taken)
  }
  const hasRoom = () => socket.writableLength < socketBytes && receipts.unreadBytes < unreadBytes
  const allWaiting = () => queueBytes + Math.max(socket.writableLength, receipts.unreadBytes)
  const put = (message: Buffer) => {
    socket.write(message)
    receipts.wrote(message.length)
  }
  const pump = () => {
    let sent = 0
    while (sent < queue.length && hasRoom()) {
      const { message } = queue[sent++] as Waiting
      queueBytes -= message.length
      put(message)
    }
    if (sent > 0) queue = queue.slice(sent)
  }
  socket.on('drain', pump)
  const write = (flow: Flow, message: Buffer, startsGroup: boolean, init = false) => {
    if (queue.length === 0 && hasRoom()) put(message)
    else {
      queue.push({ flow, init, message, startsGroup })
      queueBytes += message.length
    }
  }

  return {
    sendInit(flow, message) {
      if (open && socket.writable) write(flow, message, false, true)
    },
    replay(flow, chunk, message) {
      if (!open || !socket.writable) return
      sentChunks++
      write(flow, message, chunk.startsGroup)
      graceBytes = allWaiting()
    },
    send(flow, chunk, message) {
      if (!open || !socket.writable) return
      for (;;) {
        const allWaitingBytes = allWaiting()
        graceBytes = Math.min(graceBytes, allWaitingBytes)
        const waitingBytes = allWaitingBytes - graceBytes
        const decision =
          waitingBytes === 0 && !flow.skipping
            ? 'send'
            : decide(backpressure, {
                waitingBytes,
                chunkBytes: message.length,
                startsGroup: chunk.startsGroup,
                skipping: flow.skipping,
                removable: queue.reduce(
                  (count, waiting) => count + (waiting.flow === flow && !waiting.init ? 1 : 0),
                  0,
                ),
              })
        if (decision === 'drop-oldest') {
          dropOldestGroup(flow)
          continue
        }
        if (decision === 'disconnect') {
          drop(1)
          onTooSlow()
          return
        }
        if (decision === 'skip') {
          flow.skipping = true
          drop(1)
          return
        }
        break
      }
      flow.skipping = false
      sentChunks++
      write(flow, message, chunk.startsGroup)
    },
    forget(flow) {
      const inits = queue.filter((waiting) => waiting.flow === flow && waiting.init).length
      sentChunks -= keepOnly((waiting) => waiting.flow !== flow) - inits
    },
    answered(payload) {
      const ours = receipts.answered(payload)
      if (ours && open) pump()
      return ours
    },
    close() {
      open = false
      queue = []
      queueBytes = 0
      socket.off('drain', pump)
    },
    get waitingBytes() {
      return allWaiting()
    },
    get sentChunks() {
      return sentChunks
    },
    get droppedChunks() {
      return droppedChunks
    },
  }
}

interface Receipts {
  /** So many bytes more were written. */
  wrote(bytes: number): void
  /** A pong came. Returns whether it answers one of our pings. */
  answered(payload: Uint8Array): boolean
  /** Bytes that a ping followed and no pong has confirmed; 0 while no ping is on its way. */
  readonly unreadBytes: number
}

interface ReceiptsOptions {
  /** A ping follows when so many bytes were written since the one before. */
  readonly everyBytes: number
  readonly ping: (payload: Buffer) => void
}

/** A child that answers none is asked no more than this. */
const MOST_ASKED = 64
const PAYLOAD_BYTES = 8

const createReceipts = ({ everyBytes, ping }: ReceiptsOptions): Receipts => {
  let written = 0
  let confirmed = 0
  /** What had been written at each ping, oldest first. */
  let asked: number[] = []
  let askedAt = 0
  return {
    wrote(bytes) {
      written += bytes
      const calm = asked.length === 0 ? 2 : 1
      if (written - askedAt < calm * everyBytes || asked.length >= MOST_ASKED) return
      askedAt = written
      asked.push(written)
      const payload = Buffer.alloc(PAYLOAD_BYTES)
      payload.writeDoubleBE(written)
      ping(payload)
    },
    answered(payload) {
      if (payload.length !== PAYLOAD_BYTES) return false
      const upTo = Buffer.from(payload).readDoubleBE()
      if (!asked.includes(upTo)) return false
      confirmed = upTo
      asked = asked.filter((each) => each > upTo)
      return true
    },
    get unreadBytes() {
      return asked.length === 0 ? 0 : askedAt - confirmed
    },
  }
}
