// The bounded queue towards one child. It writes whole WebSocket messages to the child's raw socket, beside the control
// messages of ws, which are whole too as long as compression is off. It owns the queue; the socket belongs to ws.
//
//   chunk ─ policy ─► queue ─► socket (at most `socketBytes`) ─► kernels (at most `unreadBytes`) ─► child
//
// What is in the socket cannot be taken back, so that little is put there; the rest waits here. What the kernels hold is
// known by receipts.ts.
import type { Duplex } from 'node:stream'
import { pingMessage } from '@weir/websocket'
import type { BackpressureConfig } from '../config/index.ts'
import type { Asking, Chunk, Line } from '../track/index.ts'
import { decide, UNBOUNDED_CAP_BYTES } from './backpressure.ts'
import { ClearLine } from './line.ts'
import { createReceipts } from './receipts.ts'

/** One track on its way to one child. */
export interface Lane {
  /** Chunks are being left out until a group starts. */
  skipping: boolean
}

export interface DownlinkOptions {
  readonly socket: Duplex
  /** The WebSocket on top: once it is not open, the socket may have been ended. */
  readonly connection: { readonly readyState: number }
  readonly backpressure: BackpressureConfig
  /** Chunks that this child will not get, and the policy that says so. */
  readonly onDropped: (reason: string, chunks: number) => void
  /** The child is too slow to be kept. */
  readonly onTooSlow: () => void
}

export interface Downlink {
  /** Takes chunks that have nothing to wait for; what it does not take is to be sent. */
  readonly line: Line
  /** Sends `message`, the form of `chunk` that this child takes, or drops it by policy. */
  send(lane: Lane, chunk: Chunk, message: Buffer, asking?: Asking): void
  /**
   * Sends a chunk out of the cache, which no policy drops: what a child resumes with has to be whole, and may well be
   * more than may wait otherwise. It is bounded by the cache, whose bytes all children share.
   */
  replay(lane: Lane, chunk: Chunk, message: Buffer): void
  /** Sends an init segment, which no policy drops: without it nothing that follows is of use. */
  sendInit(lane: Lane, message: Buffer): void
  /** Whether each chunk has to be shown to its reader: the line takes none meanwhile. */
  hold(held: boolean): void
  /** Takes what waits for the lane out of the queue. */
  forget(lane: Lane): void
  /** A pong came. Returns whether it answers one of ours. */
  answered(payload: Uint8Array): boolean
  /** ws has written to the socket: what that left waiting counts too. */
  wroteBeside(): void
  close(): void
  /** Not read by the child, as far as is known: in our queue, in the socket, in the kernels. */
  readonly waitingBytes: number
  readonly sentChunks: number
  readonly droppedChunks: number
}

interface Waiting {
  readonly lane: Lane
  readonly init: boolean
  readonly message: Buffer
  readonly startsGroup: boolean
}

const MAX_SOCKET_BYTES = 128 * 1024
const MAX_RECEIPT_BYTES = 128 * 1024

export const createDownlink = ({
  socket,
  connection,
  backpressure,
  onDropped,
  onTooSlow,
}: DownlinkOptions): Downlink => {
  // Never below the high-water mark, or no `drain` would tell when to go on.
  const socketBytes = Math.max(socket.writableHighWaterMark, Math.min(MAX_SOCKET_BYTES, backpressure.maxBytes / 2))
  // Half of what may wait, so that the other half is here, where a policy can take it back.
  const capBytes = backpressure.policy === 'unbounded' ? UNBOUNDED_CAP_BYTES : backpressure.maxBytes
  const unreadBytes = capBytes / 2
  const everyBytes = Math.min(MAX_RECEIPT_BYTES, backpressure.maxBytes / 8)
  const calmBytes = 2 * everyBytes
  const receipts = createReceipts({
    everyBytes,
    calmBytes,
    ping: (payload) => socket.write(pingMessage(payload)),
  })
  let queue: Waiting[] = []
  let queueBytes = 0
  let droppedChunks = 0
  /** Bytes of replayed chunks that may still wait, beyond what the policy allows. */
  let graceBytes = 0
  let open = true
  let held = false
  /** Lanes that skip. */
  let skipping = 0
  /** What the line was given to write before we look again; less what is left of it was written. */
  let givenBytes = 0
  // Whatever the socket and the kernels hold, what the line writes has to fit.
  const lineMay = Math.max(socket.writableHighWaterMark, unreadBytes) + calmBytes <= capBytes
  /** Takes the line back, before anything is decided. */
  const take = () => {
    receipts.wrote(givenBytes - line.freeBytes)
    givenBytes = 0
    line.freeBytes = 0
  }
  /** Gives the line as much as is known to go without a word, which is nothing as long as anything waits. */
  const give = () => {
    const clear =
      lineMay &&
      open &&
      !held &&
      queue.length === 0 &&
      skipping === 0 &&
      graceBytes === 0 &&
      socket.writableLength < socket.writableHighWaterMark &&
      receipts.unreadBytes < unreadBytes
    givenBytes = clear ? receipts.roomBytes : 0
    line.freeBytes = givenBytes
  }
  const look = () => {
    take()
    give()
  }
  const line = new ClearLine(connection, socket, look)

  const skip = (lane: Lane, skips: boolean) => {
    if (lane.skipping !== skips) skipping += skips ? 1 : -1
    lane.skipping = skips
  }
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
  const dropOldestGroup = (lane: Lane) => {
    // The oldest group runs to the next start of one; when there is none, the newest group loses its head, so that the
    // rest of it is of no use either.
    const mine = queue.filter((waiting) => waiting.lane === lane && !waiting.init)
    const end = mine.findIndex((waiting, index) => index > 0 && waiting.startsGroup)
    const gone = new Set(end < 0 ? mine : mine.slice(0, end))
    if (end < 0) skip(lane, true)
    const taken = keepOnly((waiting) => !gone.has(waiting))
    line.sentChunks -= taken
    drop(taken)
  }
  const hasRoom = () => socket.writableLength < socketBytes && receipts.unreadBytes < unreadBytes
  const allWaiting = () => queueBytes + Math.max(socket.writableLength, receipts.unreadBytes)
  const put = (message: Buffer, asking?: Asking) => {
    if (asking && receipts.dueAfter(message.length)) {
      // The ping goes in the same write: a second one would cost as much as the chunk.
      socket.write(asking.message())
      receipts.wroteAsking(message.length, asking.id)
    } else {
      socket.write(message)
      receipts.wrote(message.length)
    }
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
  const write = (waiting: Waiting, asking?: Asking) => {
    if (queue.length === 0 && hasRoom()) put(waiting.message, asking)
    else {
      queue.push(waiting)
      queueBytes += waiting.message.length
    }
  }

  const weigh = (lane: Lane, chunk: Chunk, message: Buffer, asking?: Asking) => {
    for (;;) {
      const allWaitingBytes = allWaiting()
      graceBytes = Math.min(graceBytes, allWaitingBytes)
      const waitingBytes = allWaitingBytes - graceBytes
      const decision =
        waitingBytes === 0 && !lane.skipping
          ? 'send'
          : decide(backpressure, {
              waitingBytes,
              chunkBytes: message.length,
              startsGroup: chunk.startsGroup,
              skipping: lane.skipping,
              removable: queue.reduce((count, waiting) => count + (waiting.lane === lane && !waiting.init ? 1 : 0), 0),
            })
      if (decision === 'drop-oldest') {
        dropOldestGroup(lane)
        continue
      }
      if (decision === 'disconnect') {
        drop(1)
        onTooSlow()
        return
      }
      if (decision === 'skip') {
        skip(lane, true)
        drop(1)
        return
      }
      break
    }
    skip(lane, false)
    line.sentChunks++
    write({ lane, init: false, message, startsGroup: chunk.startsGroup }, asking)
  }

  return {
    line,
    sendInit(lane, message) {
      if (!open || !socket.writable) return
      take()
      write({ lane, init: true, message, startsGroup: false })
      give()
    },
    replay(lane, chunk, message) {
      if (!open || !socket.writable) return
      take()
      line.sentChunks++
      write({ lane, init: false, message, startsGroup: chunk.startsGroup })
      graceBytes = allWaiting()
      give()
    },
    send(lane, chunk, message, asking) {
      if (!open || !socket.writable) return
      take()
      weigh(lane, chunk, message, asking)
      give()
    },
    hold(hold) {
      held = hold
      look()
    },
    forget(lane) {
      skip(lane, false)
      const inits = queue.filter((waiting) => waiting.lane === lane && waiting.init).length
      line.sentChunks -= keepOnly((waiting) => waiting.lane !== lane) - inits
    },
    answered(payload) {
      const ours = receipts.answered(payload)
      if (ours && open) pump()
      return ours
    },
    wroteBeside: look,
    close() {
      open = false
      take()
      queue = []
      queueBytes = 0
      socket.off('drain', pump)
    },
    get waitingBytes() {
      return allWaiting()
    },
    get sentChunks() {
      return line.sentChunks
    },
    get droppedChunks() {
      return droppedChunks
    },
  }
}
