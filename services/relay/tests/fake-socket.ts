// For tests: a socket with a kernel of a given size behind it, and a child that reads when it is told to. It counts as
// Node's own: `write` takes everything, answers by the high-water mark, and `drain` follows a turn after all has gone. With
// a handle it can be written to past its stream, as a TCP socket can: what the kernel has no room for is finished a turn after.
import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'
import type { Handle, WriteRequest } from '../children/kernel-write.ts'

export interface FakeSocketOptions {
  readonly highWaterMark: number
  /** What the kernels take beyond what the child has read. */
  readonly kernelBytes: number
  readonly handle?: boolean
}

interface StreamBinding {
  readonly kLastWriteWasAsync: number
  readonly streamBaseState: Record<number, number>
}

export interface FakeSocket {
  readonly socket: Duplex
  /** As that of ws: 1 while it may be written to. */
  readonly connection: { readyState: number }
  /** Written, by either way, and not taken by the kernel. */
  readonly leftBytes: number
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

export const createFakeSocket = ({ highWaterMark, kernelBytes, handle = false }: FakeSocketOptions): FakeSocket => {
  const connection = { readyState: 1 }
  let writes: Buffer[] = []
  /** Positions in all that was written. */
  let writtenBytes = 0
  let takenBytes = 0
  let readBytes = 0
  let needDrain = false
  let corked = 0
  /** Written past the stream and not finished, oldest first. */
  let unfinished: { readonly begin: number; readonly end: number; readonly request: WriteRequest }[] = []
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
  const put = (bytes: Buffer) => {
    if (connection.readyState !== 1) throw new Error('written to after its end')
    note(bytes)
    writes.push(bytes)
    writtenBytes += bytes.length
  }
  /** Of what the kernel has not taken, what went through the stream. */
  const streamBytes = () =>
    unfinished.reduce(
      (left, { begin, end }) => left - Math.max(0, end - Math.max(begin, takenBytes)),
      writtenBytes - takenBytes,
    )
  const node = process as unknown as { binding(name: string): StreamBinding }
  const { kLastWriteWasAsync, streamBaseState } = node.binding('stream_wrap')
  const past: Handle = {
    writeBuffer(request, bytes) {
      assert.equal(streamBytes(), 0, 'written past a stream in which something waits')
      const begin = writtenBytes
      put(bytes)
      take()
      const left = takenBytes < writtenBytes
      if (left) unfinished.push({ begin, end: writtenBytes, request })
      streamBaseState[kLastWriteWasAsync] = left ? 1 : 0
      return 0
    },
  }
  const socket = Object.assign(new EventEmitter(), {
    ...(handle && { _handle: past }),
    writableHighWaterMark: highWaterMark,
    write(bytes: Buffer): boolean {
      put(bytes)
      const more = streamBytes() < highWaterMark
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
  Object.defineProperty(socket, 'writableLength', { get: streamBytes })
  Object.defineProperty(socket, 'writable', { get: () => connection.readyState === 1 })
  return {
    socket: socket as unknown as Duplex,
    connection,
    get leftBytes() {
      return writtenBytes - takenBytes
    },
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
      const finished = unfinished.filter(({ end }) => end <= takenBytes)
      unfinished = unfinished.filter(({ end }) => end > takenBytes)
      for (const { request } of finished) request.oncomplete?.(0)
      if (!needDrain || streamBytes() > 0 || connection.readyState !== 1) return
      needDrain = false
      socket.emit('drain')
    },
    end() {
      connection.readyState = 2
    },
  }
}
