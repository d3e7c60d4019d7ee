// The bounded queue towards one child. It writes whole WebSocket messages to the child's raw socket, beside the control
// messages of ws, which are whole too as long as compression is off. It owns the queue; the socket belongs to ws.
//
//   chunk ─ policy ─► queue ─► socket (at most `socketBytes`) ─► kernels (at most `unreadBytes`) ─► child
//     └─────────── line: where nothing waits ───────────►┘
//
// What is in the socket cannot be taken back, so that little is put there; the rest waits here. What the kernels hold is
// known by receipts.ts. As long as nothing waits a chunk goes by the line: it is written, and nothing else is done.
//
// A class, unlike most that stands here. With a thousand viewers the fan-out finds none of them in the processor's caches, so
// that what it costs is how many places it has to look at: closures are a function, a context and a feedback cell each, an
// object with getters of its own has a shape of its own, and together they made up half of what a viewer takes in memory.
// Longer than other files for the same reason: the line, the queue and the policy's hold on both share their fields, and two
// objects would be one more place to look at for each viewer and chunk.
import type { Duplex } from 'node:stream'
import { pingMessage } from '@weir/websocket'
import type { BackpressureConfig } from '../config/index.ts'
import type { Asking, Chunk, Line } from '../track/index.ts'
import { type Decision, decide } from './backpressure.ts'
import { type Handle, handleOf, kernelWrite, unfinishedWrite, type WriteRequest } from './kernel-write.ts'
import { type Limit, type Load, limitOf, mostWaiting, UNBOUNDED_CAP_BYTES } from './limit.ts'
import { Receipts } from './receipts.ts'

/** One track on its way to one child. */
export interface Flow {
  /** Chunks are being left out until a group starts. */
  skipping: boolean
}

export interface DownlinkOptions {
  readonly socket: Duplex
  /** The WebSocket on top: once it is not open, the socket may have been ended. */
  readonly connection: { readonly readyState: number }
  readonly backpressure: BackpressureConfig
  /** What the child takes. It is asked only where a chunk does not fit into the least that a child may leave unread. */
  readonly loads?: (() => readonly Load[]) | undefined
  /** Chunks that this child will not get, and the policy that says so. */
  readonly onDropped: (reason: string, chunks: number) => void
  /** The child is too slow to be kept. */
  readonly onTooSlow: () => void
}

interface Waiting {
  readonly flow: Flow
  readonly init: boolean
  readonly message: Buffer
  readonly startsGroup: boolean
}

/** Of a WebSocket that is open. */
const OPEN = 1
const MAX_SOCKET_BYTES = 128 * 1024
const MAX_RECEIPT_BYTES = 128 * 1024

export class Downlink implements Line {
  // First what a chunk needs where nothing waits.
  /** Fewer may go by the line before anything is looked at; 0 while anything waits. */
  private lineBytes = 0
  /** Chunks that were written or wait to be. */
  sentChunks = 0
  private readonly connection: DownlinkOptions['connection']
  private readonly handle: Handle | undefined
  private readonly socket: Duplex
  /** Written past the stream, and not yet taken by the kernel. */
  private unfinishedBytes = 0

  /** What the line was given; less what is left of it was written. */
  private givenBytes = 0
  private readonly socketBytes: number
  private unreadBytes: number
  private readonly leastBytes: number
  /** As of when more than the least last waited. */
  private limit: Limit
  /** Whatever the socket and the kernels hold, what the line writes has to fit. */
  private readonly lineMay: boolean
  private readonly receipts: Receipts
  private readonly options: DownlinkOptions
  private queue: Waiting[] = []
  private queueBytes = 0
  droppedChunks = 0
  /** Bytes of replayed chunks that may still wait, beyond what the policy allows. */
  private graceBytes = 0
  private open = true
  private held = false
  /** Flows that skip. */
  private skipping = 0
  private readonly onDrain = () => this.pump()

  constructor(options: DownlinkOptions) {
    const { socket, connection, backpressure } = options
    this.limit = limitOf(backpressure)
    const { policy, maxBytes } = this.limit
    this.leastBytes = maxBytes
    const capBytes = policy === 'unbounded' ? UNBOUNDED_CAP_BYTES : maxBytes
    const everyBytes = Math.min(MAX_RECEIPT_BYTES, maxBytes / 8)
    const calmBytes = 2 * everyBytes
    this.connection = connection
    this.handle = handleOf(socket)
    this.socket = socket
    this.options = options
    // Never below the high-water mark, or no `drain` would tell when to go on.
    this.socketBytes = Math.max(socket.writableHighWaterMark, Math.min(MAX_SOCKET_BYTES, maxBytes / 2))
    // Half of what may wait, so that the other half is here, where a policy can take it back.
    this.unreadBytes = capBytes / 2
    this.lineMay = Math.max(socket.writableHighWaterMark, this.unreadBytes) + calmBytes <= capBytes
    this.receipts = new Receipts({ everyBytes, calmBytes, ping: (payload) => socket.write(pingMessage(payload)) })
    socket.on('drain', this.onDrain)
  }

  /** Takes a message for which nothing can be in the way. Returns whether it did: if not, it is to be sent. */
  write(message: Buffer): boolean {
    if (message.length >= this.lineBytes || this.connection.readyState !== OPEN) return false
    this.lineBytes -= message.length
    this.sentChunks++
    const { handle } = this
    if (handle !== undefined && this.socket.writableLength === 0 && kernelWrite(handle, message)) {
      const unfinished = unfinishedWrite(message)
      if (unfinished !== undefined) this.awaitKernel(unfinished, message.length)
    } else if (!this.socket.write(message)) this.look()
    return true
  }

  /** Sends `message`, the form of `chunk` that this child takes, or drops it by policy. */
  send(flow: Flow, chunk: Chunk, message: Buffer, asking?: Asking): void {
    if (!this.open || !this.socket.writable) return
    this.takeLine()
    const decision = this.decide(flow, chunk, message)
    if (decision === 'disconnect') {
      this.drop(1)
      this.options.onTooSlow()
    } else if (decision === 'skip') {
      this.skip(flow, true)
      this.drop(1)
    } else {
      this.skip(flow, false)
      this.sentChunks++
      this.enqueue({ flow, init: false, message, startsGroup: chunk.startsGroup }, asking)
    }
    this.giveLine()
  }

  /**
   * Sends a chunk out of the cache, which no policy drops: what a child resumes with has to be whole, and may well be
   * more than may wait otherwise. It is bounded by the cache, whose bytes all children share.
   */
  replay(flow: Flow, chunk: Chunk, message: Buffer): void {
    if (!this.open || !this.socket.writable) return
    this.takeLine()
    this.sentChunks++
    this.enqueue({ flow, init: false, message, startsGroup: chunk.startsGroup })
    this.graceBytes = this.waitingBytes
    this.giveLine()
  }

  /** Sends an init segment, which no policy drops: without it nothing that follows is of use. */
  sendInit(flow: Flow, message: Buffer): void {
    if (!this.open || !this.socket.writable) return
    this.takeLine()
    this.enqueue({ flow, init: true, message, startsGroup: false })
    this.giveLine()
  }

  /** Whether each chunk has to be shown to its reader: the line takes none meanwhile. */
  hold(held: boolean): void {
    this.held = held
    this.look()
  }

  /** Takes what waits for the flow out of the queue. */
  forget(flow: Flow): void {
    this.skip(flow, false)
    const inits = this.queue.filter((waiting) => waiting.flow === flow && waiting.init).length
    this.sentChunks -= this.keepOnly((waiting) => waiting.flow !== flow) - inits
  }

  /** A pong came. Returns whether it answers one of ours. */
  answered(payload: Uint8Array): boolean {
    const ours = this.receipts.answered(payload)
    if (ours && this.open) this.pump()
    return ours
  }

  /** ws has written to the socket: what that left waiting counts too. */
  wroteBeside(): void {
    this.look()
  }

  close(): void {
    this.open = false
    this.takeLine()
    this.queue = []
    this.queueBytes = 0
    this.socket.off('drain', this.onDrain)
  }

  /** Not read by the child, as far as is known: in our queue, in the socket, in the kernels. */
  get waitingBytes(): number {
    return this.queueBytes + Math.max(this.socketWaitingBytes, this.receipts.unreadBytes)
  }

  /** In the socket, whichever way it was written. */
  private get socketWaitingBytes(): number {
    return this.socket.writableLength + this.unfinishedBytes
  }

  /** What chunks may come to, those that a child joins with and a keyframe that is more than the limit included. */
  get mostWaitingBytes(): number {
    const loads = this.options.loads?.() ?? []
    return mostWaiting(limitOf(this.options.backpressure, loads), loads) + this.graceBytes
  }

  /** Takes the line back, before anything is decided. */
  private takeLine(): void {
    this.receipts.wrote(this.givenBytes - this.lineBytes)
    this.givenBytes = 0
    this.lineBytes = 0
  }

  /** Gives the line as much as is known to go without a word, which is nothing as long as anything waits. */
  private giveLine(): void {
    const clear =
      this.lineMay &&
      this.open &&
      !this.held &&
      this.queue.length === 0 &&
      this.skipping === 0 &&
      this.graceBytes === 0 &&
      this.socketWaitingBytes < this.socket.writableHighWaterMark &&
      this.receipts.unreadBytes < this.unreadBytes
    this.givenBytes = clear ? this.receipts.roomBytes : 0
    this.lineBytes = this.givenBytes
  }

  private awaitKernel(unfinished: WriteRequest, bytes: number): void {
    this.unfinishedBytes += bytes
    unfinished.oncomplete = (status) => {
      this.unfinishedBytes -= bytes
      if (status < 0) this.socket.destroy()
      else if (this.open) this.pump()
    }
    this.look()
  }

  private look(): void {
    this.takeLine()
    this.giveLine()
  }

  /** Makes room by policy until it is clear what to do with the chunk. */
  private decide(flow: Flow, { startsGroup }: Chunk, message: Buffer): Decision {
    let measured = false
    for (;;) {
      const allWaitingBytes = this.waitingBytes
      this.graceBytes = Math.min(this.graceBytes, allWaitingBytes)
      const waitingBytes = allWaitingBytes - this.graceBytes
      if (waitingBytes === 0 && !flow.skipping) return 'send'
      const decision = decide(this.limit, {
        waitingBytes,
        chunkBytes: message.length,
        startsGroup,
        skipping: flow.skipping,
        removable: this.queue.reduce((count, each) => count + (each.flow === flow && !each.init ? 1 : 0), 0),
      })
      if (!measured && (decision !== 'send' || waitingBytes + message.length > this.leastBytes)) {
        measured = true
        this.measure()
        continue
      }
      if (decision !== 'drop-oldest') return decision
      this.dropOldestGroup(flow)
    }
  }

  /** What may wait stands for a time, so that it goes by what comes. */
  private measure(): void {
    const { backpressure, loads } = this.options
    if (!loads || backpressure.maxBytes !== undefined) return
    this.limit = limitOf(backpressure, loads())
    if (backpressure.policy === 'unbounded') return
    this.unreadBytes = this.limit.maxBytes / 2
    this.pump()
  }

  private dropOldestGroup(flow: Flow): void {
    // The oldest group runs to the next start of one; when there is none, the newest group loses its head, so that the
    // rest of it is of no use either.
    const mine = this.queue.filter((waiting) => waiting.flow === flow && !waiting.init)
    const end = mine.findIndex((waiting, index) => index > 0 && waiting.startsGroup)
    const gone = new Set(end < 0 ? mine : mine.slice(0, end))
    if (end < 0) this.skip(flow, true)
    const taken = this.keepOnly((waiting) => !gone.has(waiting))
    this.sentChunks -= taken
    this.drop(taken)
  }

  private skip(flow: Flow, skips: boolean): void {
    if (flow.skipping !== skips) this.skipping += skips ? 1 : -1
    flow.skipping = skips
  }

  private drop(chunks: number): void {
    this.droppedChunks += chunks
    this.options.onDropped(this.options.backpressure.policy, chunks)
  }

  private keepOnly(keep: (waiting: Waiting) => boolean): number {
    const before = this.queue.length
    this.queue = this.queue.filter(keep)
    this.queueBytes = this.queue.reduce((sum, { message }) => sum + message.length, 0)
    return before - this.queue.length
  }

  private hasRoom(): boolean {
    return this.socketWaitingBytes < this.socketBytes && this.receipts.unreadBytes < this.unreadBytes
  }

  private enqueue(waiting: Waiting, asking?: Asking): void {
    if (this.queue.length === 0 && this.hasRoom()) this.put(waiting.message, asking)
    else {
      this.queue.push(waiting)
      this.queueBytes += waiting.message.length
    }
  }

  private pump(): void {
    let sent = 0
    while (sent < this.queue.length && this.hasRoom()) {
      const { message } = this.queue[sent++] as Waiting
      this.queueBytes -= message.length
      this.put(message)
    }
    if (sent > 0) this.queue = this.queue.slice(sent)
  }

  private put(message: Buffer, asking?: Asking): void {
    if (asking && this.receipts.dueAfter(message.length)) {
      // The ping goes in the same write: a second one would cost as much as the chunk.
      this.socket.write(asking.message())
      this.receipts.wroteAsking(message.length, asking.id)
    } else {
      this.socket.write(message)
      this.receipts.wrote(message.length)
    }
  }
}
