// One connection that crosses the link: looks like a net.Socket that has been dialled, owns the real one, and puts a
// lane between the two in each direction.
//
//   parent ══ tcp ══► inner ─ down lane ─► reader (ws)
//   parent ◄══ tcp ══ inner ◄─ up lane ─── writer (ws)
//
// Whatever tells one side about the other crosses the lanes too: the handshake, the end of the stream, a reset. So a
// partition hides the death of either side from the other, and a delay delays the news.
import net from 'node:net'
import { Duplex } from 'node:stream'
import { createLane } from './lane.ts'
import type { Pipeline } from './pipeline.ts'

/**
 * Stands between the link and the connection's reader, for who wants bytes sooner than a stream gives them: it is called
 * with whatever has crossed the link, and hands on what the reader shall have. `pass` tells whether the reader has taken
 * all that it was ever given.
 */
export type Intercept = (bytes: Buffer, pass: (bytes: Buffer) => boolean) => void

export interface ShapedSocketOptions {
  readonly connect: net.NetConnectOpts
  readonly now: () => number
  readonly down: Pipeline | undefined
  readonly up: Pipeline | undefined
  readonly onBytes: (direction: 'down' | 'up', bytes: number) => void
  readonly intercept?: Intercept | undefined
  /** Both sockets are closed. In a partition either may be long before the other. */
  readonly onGone: () => void
}

/** What net.Socket has and http or ws ask for, beyond a Duplex. */
export interface Socket extends Duplex {
  connecting: boolean
  setNoDelay(noDelay?: boolean): this
  setKeepAlive(enable?: boolean, initialDelay?: number): this
  /** Emits `timeout` after so many ms without a byte either way; 0 switches it off. */
  setTimeout(millis: number, listener?: () => void): this
  ref(): this
  unref(): this
  destroySoon(): void
}

export interface ShapedSocket {
  readonly socket: Socket
  set(down: Pipeline | undefined, up: Pipeline | undefined): void
  /** Ends both sides now, whatever the link is like. */
  abandon(): void
  queuedBytes(direction: 'down' | 'up'): number
}

/** The most that one read takes. */
const READ_BYTES = 64 * 1024

export const createShapedSocket = (options: ShapedSocketOptions): ShapedSocket => {
  const { now, onBytes, onGone, intercept } = options
  // http passes its own `path`; net would take that for a unix socket. A half-open end is for the reader to decide.
  const { timeout, allowHalfOpen, ...target } = options.connect as net.TcpNetConnectOpts & { path?: string }
  const { socketPath } = options.connect as { socketPath?: string }
  const dialTarget: net.NetConnectOpts = socketPath ? { path: socketPath } : ({ ...target, path: undefined } as never)
  // Read into one buffer: a stream's own read takes 64 KiB of fresh memory for every chunk of 4, and the faults of its
  // pages cost more than the copy.
  const inner = new net.Socket({
    allowHalfOpen: true,
    onread: {
      buffer: Buffer.allocUnsafeSlow(READ_BYTES),
      callback: (size: number, buffer: Uint8Array) => {
        take(Buffer.from(buffer.subarray(0, size)))
        return true
      },
    },
  } as net.SocketConstructorOpts)

  let dialled = false
  let idle: NodeJS.Timeout | undefined
  /** Goes on with the write that waits for the connection, or for room in the lane. */
  let goOn: (() => void) | undefined

  const touch = (): void => {
    idle?.refresh()
  }
  const continueWriting = (): void => {
    const waiting = goOn
    goOn = undefined
    waiting?.()
  }

  let readerFull = false
  const pass = (bytes: Buffer): boolean => {
    readerFull = !socket.push(bytes)
    return socket.readableLength === 0
  }
  const down = createLane({
    now,
    deliver: (bytes) => {
      readerFull = false
      if (intercept) intercept(bytes, pass)
      else pass(bytes)
      return !readerFull
    },
    onRoom: () => inner.resume(),
  })
  const up = createLane({
    now,
    // What the real socket holds back is bounded by what was let into the lane.
    deliver: (bytes) => {
      inner.write(bytes)
      return true
    },
    onRoom: continueWriting,
  })

  /** Sends `chunks` up as far as there is room, the rest when there is, and calls back then. */
  const send = (chunks: readonly Buffer[], done: () => void, from = 0): void => {
    let next = from
    let room = !socket.connecting
    while (room && next < chunks.length) {
      const chunk = chunks[next++] as Buffer
      onBytes('up', chunk.length)
      // The writer may use its buffer again once it is called back, and the lane keeps the bytes for longer.
      room = up.enter(Buffer.from(chunk))
    }
    touch()
    if (room) done()
    else goOn = () => send(chunks, done, next)
  }

  const socket = Object.assign(
    new Duplex({
      allowHalfOpen: allowHalfOpen === true,
      read: () => down.resume(),
      write: (chunk: Buffer, _encoding, done) => {
        if (up.open && !socket.connecting) {
          touch()
          onBytes('up', chunk.length)
          inner.write(chunk, done)
        } else send([chunk], done)
      },
      writev: (items, done) => {
        if (up.open && !socket.connecting) {
          touch()
          inner.cork()
          items.forEach(({ chunk }, index) => {
            onBytes('up', chunk.length)
            inner.write(chunk, index === items.length - 1 ? done : undefined)
          })
          inner.uncork()
        } else
          send(
            items.map(({ chunk }) => chunk),
            done,
          )
      },
      final: (done) => {
        up.mark(() => inner.end())
        done()
      },
      destroy: (error, done) => {
        clearTimeout(idle)
        down.clear()
        inner.pause()
        if (dialled && !inner.destroyed)
          up.mark(() => (socket.writableFinished ? inner.destroySoon() : inner.destroy()))
        else inner.destroy()
        done(error)
      },
    }),
    {
      connecting: true,
      setNoDelay: (noDelay?: boolean) => {
        inner.setNoDelay(noDelay)
        return socket
      },
      setKeepAlive: (enable?: boolean, initialDelay?: number) => {
        inner.setKeepAlive(enable, initialDelay)
        return socket
      },
      setTimeout: (millis: number, listener?: () => void) => {
        clearTimeout(idle)
        idle = millis > 0 ? setTimeout(() => socket.emit('timeout'), millis).unref() : undefined
        if (listener && millis > 0) socket.once('timeout', listener)
        return socket
      },
      ref: () => {
        inner.ref()
        return socket
      },
      unref: () => {
        inner.unref()
        return socket
      },
      destroySoon: () => {
        if (socket.writable) socket.end()
        if (socket.writableFinished) socket.destroy()
        else socket.once('finish', () => socket.destroy())
      },
    },
  ) as Socket

  const connected = (): void => {
    if (socket.destroyed) return
    socket.connecting = false
    socket.emit('connect')
    socket.emit('ready')
    continueWriting()
    // Now that somebody may listen; what came before waited in the kernel.
    if (down.room) inner.resume()
  }
  const dial = (): void => {
    dialled = true
    inner.connect(dialTarget as net.SocketConnectOpts)
  }

  const take = (bytes: Buffer): void => {
    touch()
    onBytes('down', bytes.length)
    if (!down.enter(bytes)) inner.pause()
  }
  inner.pause()
  inner.on('connect', () => up.mark(() => down.mark(connected)))
  inner.on('end', () => down.mark(() => socket.push(null)))
  inner.on('error', (error) => down.mark(() => socket.destroy(error)))
  inner.on('close', () => {
    up.clear()
    down.mark(() => socket.destroy())
    if (socket.closed) onGone()
  })
  socket.on('close', () => {
    if (inner.closed) onGone()
  })
  if (timeout) socket.setTimeout(timeout)

  const set = (nextDown: Pipeline | undefined, nextUp: Pipeline | undefined): void => {
    up.set(nextUp)
    down.set(nextDown)
    if (!down.room) inner.pause()
    if (!dialled && !socket.destroyed && !nextDown?.partitioned && !nextUp?.partitioned) dial()
  }
  set(options.down, options.up)
  return {
    socket,
    set,
    abandon: () => {
      up.clear()
      down.clear()
      inner.destroy()
      socket.destroy()
    },
    queuedBytes: (direction) => (direction === 'down' ? down.queuedBytes : up.queuedBytes),
  }
}
