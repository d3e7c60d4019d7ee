// The parent's end of a link, for children that can't emulate it themselves: browsers. Stands around a connection that
// has been accepted, as shaped-socket.ts does around one that was dialled, and owns it from then on.
//
//   writer (ws) ─► down lane ─► inner ══ tcp ══► child
//   reader (ws) ◄─ up lane ◄─── inner ◄═ tcp ══ child
//
// What ends the one side tells the other after what was on its way. The handshake of TCP has gone by unshaped.
import { Duplex } from 'node:stream'
import { createLane } from './lane.ts'
import type { Pipeline } from './pipeline.ts'

export interface AcceptedOptions {
  readonly now: () => number
  readonly down: Pipeline | undefined
  readonly up: Pipeline | undefined
  readonly onBytes: (direction: 'down' | 'up', bytes: number) => void
  readonly onGone: () => void
}

export interface AcceptedSocket {
  readonly socket: Duplex
  set(down: Pipeline | undefined, up: Pipeline | undefined): void
  abandon(): void
  queuedBytes(direction: 'down' | 'up'): number
}

export const createAcceptedSocket = (inner: Duplex, options: AcceptedOptions): AcceptedSocket => {
  const { now, onBytes } = options
  /** Goes on with the write that waits for room in the lane. */
  let goOn: (() => void) | undefined

  const down = createLane({
    now,
    deliver: (bytes) => inner.destroyed || inner.write(bytes),
    onRoom: () => {
      const waiting = goOn
      goOn = undefined
      waiting?.()
    },
  })
  const up = createLane({
    now,
    deliver: (bytes) => socket.push(bytes),
    onRoom: () => inner.resume(),
  })
  const socket: Duplex = new Duplex({
    allowHalfOpen: false,
    read: () => up.resume(),
    write: (chunk: Buffer, _encoding, done) => {
      onBytes('down', chunk.length)
      // The writer may use its buffer again once it is called back, and the lane keeps the bytes for longer.
      if (down.enter(down.open ? chunk : Buffer.from(chunk))) done()
      else goOn = done
    },
    final: (done) => {
      down.mark(() => inner.end())
      done()
    },
    destroy: (error, done) => {
      up.clear()
      // What was written before is on its way still.
      down.mark(() => (socket.writableFinished && !error ? inner.end() : inner.destroy()))
      done(error)
    },
  })

  inner.on('data', (bytes: Buffer) => {
    onBytes('up', bytes.length)
    if (!up.enter(bytes)) inner.pause()
  })
  inner.on('drain', () => down.resume())
  inner.on('end', () => up.mark(() => socket.push(null)))
  inner.on('error', (error) => up.mark(() => socket.destroy(error)))
  inner.on('close', () => {
    down.clear()
    up.mark(() => socket.destroy())
    options.onGone()
  })
  const set = (nextDown: Pipeline | undefined, nextUp: Pipeline | undefined): void => {
    down.set(nextDown)
    up.set(nextUp)
  }
  set(options.down, options.up)
  return {
    socket,
    set,
    queuedBytes: (direction) => ({ down, up })[direction].queuedBytes,
    abandon: () => {
      for (const lane of [down, up]) lane.clear()
      for (const end of [inner, socket]) end.destroy()
    },
  }
}
