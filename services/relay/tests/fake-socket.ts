// For tests: a socket with a kernel of a given size behind it, and a child that reads when it is told to. It counts as
// Node's own: `write` takes everything, answers by the high-water mark, and `drain` follows a turn after all has gone.
import { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'

export interface FakeSocketOptions {
  readonly highWaterMark: number
  /** What the kernels take beyond what the child has read. */
  readonly kernelBytes: number
}

export interface FakeSocket {
  readonly socket: Duplex
  /** As that of ws: 1 while it may be written to. */
  readonly connection: { readyState: number }
  /** What was written since it was last asked for. */
  takeWritten(): Buffer
  /** The child reads so many bytes of what the kernels hold. */
  read(bytes: number): void
  /** Payloads of the pings that the child has read to their end and not answered, oldest first. */
  takePong(): Buffer | undefined
  /** A turn of the loop passes: `drain` is told if it is due. */
  turn(): void
  end(): void
}

export const createFakeSocket = ({ highWaterMark, kernelBytes }: FakeSocketOptions): FakeSocket => {
  const connection = { readyState: 1 }
  let writes: Buffer[] = []
  /** Positions in all that was written. */
  let writtenBytes = 0
  let takenBytes = 0
  let readBytes = 0
  let needDrain = false
  let corked = 0
  let pings: { readonly end: number; readonly payload: Buffer }[] = []

  const take = () => {
    if (corked === 0) takenBytes = Math.min(writtenBytes, readBytes + kernelBytes)
  }
  const note = (bytes: Buffer) => {
    // Media and pings come whole, some of them in one write; a head is never cut.
    for (let at = 0; at < bytes.length; ) {
      const length = bytes[at + 1] as number
      const head = length < 126 ? 2 : length === 126 ? 4 : 10
      const size = head === 2 ? length : head === 4 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6)
      const end = at + head + size
      if (bytes[at] === 0x89) pings.push({ end: writtenBytes + end, payload: bytes.subarray(at + head, end) })
      at = end
    }
  }
  const socket = Object.assign(new EventEmitter(), {
    writableHighWaterMark: highWaterMark,
    write(bytes: Buffer): boolean {
      if (connection.readyState !== 1) throw new Error('written to after its end')
      note(bytes)
      writes.push(bytes)
      writtenBytes += bytes.length
      const more = writtenBytes - takenBytes < highWaterMark
      if (!more) needDrain = true
      take()
      return more
    },
    cork() {
      corked++
    },
    uncork() {
      corked--
      take()
    },
  })
  Object.defineProperty(socket, 'writableLength', { get: () => writtenBytes - takenBytes })
  Object.defineProperty(socket, 'writable', { get: () => connection.readyState === 1 })
  return {
    socket: socket as unknown as Duplex,
    connection,
    takeWritten() {
      const written = Buffer.concat(writes)
      writes = []
      return written
    },
    read(bytes) {
      readBytes = Math.min(takenBytes, readBytes + bytes)
      take()
    },
    takePong() {
      const [first, ...rest] = pings
      if (!first || first.end > readBytes) return undefined
      pings = rest
      return first.payload
    },
    turn() {
      if (!needDrain || writtenBytes > takenBytes || connection.readyState !== 1) return
      needDrain = false
      socket.emit('drain')
    },
    end() {
      connection.readyState = 2
    },
  }
}
