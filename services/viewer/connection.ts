// One connection to a parent's /push, as a child of role `viewer`: handshake, hello, catalog, subscription, clock
// exchange. Owns the socket. Media is taken out of its bytes before ws sees them, as a relay does: thousands of viewers
// share a processor with the lab that they watch. What it carries goes to the handlers; when it ends, for whatever
// reason, `onEnd` is called once and nothing after it.
import type { NetConnectOpts } from 'node:net'
import { createLink } from '@weir/link'
import { createMediaTap } from '@weir/websocket'
import {
  type Catalog,
  type ControlMessage,
  decodeControl,
  decodeFrame,
  encodeControl,
  type Frame,
  MAX_PARENT_MESSAGE_BYTES,
  SUBPROTOCOL,
  type Subscription,
  WireError,
} from '@weir/wire'
import { WebSocket } from 'ws'

/** The four timestamps of one exchange, µs: see wire's Clock. */
export interface ClockSample {
  readonly t0: number
  readonly t1: number
  readonly t2: number
  readonly t3: number
}

export interface ConnectionHandlers {
  /** The parent's trail index, from its hello. */
  onHello(parentIndex: number | undefined): void
  /** Answers with what to subscribe to, or undefined when nothing changes. */
  onCatalog(catalog: Catalog): readonly Subscription[] | undefined
  /** `receiveMicros` is when the frame was whole here. */
  onFrame(frame: Frame, bytes: number, receiveMicros: number): void
  onClock(sample: ClockSample): void
  /** A message that the decoder refuses. The connection stays. */
  onMalformed(error: WireError): void
  /** `opened` when the handshake had been done. */
  onEnd(opened: boolean, reason: string): void
}

export interface Connection {
  /** Asks the parent for its clock; the answer also tells that it lives. */
  askClock(): void
  /** Stops reading from the socket, and goes on. */
  pause(): void
  resume(): void
  /** Says why and closes; done once the socket is gone. */
  close(reason: string): Promise<void>
  /** Ends it at once: the parent doesn't answer. */
  drop(reason: string): void
}

const HANDSHAKE_MILLIS = 5000
const CLOSE_MILLIS = 1000
const AGENT = 'weir-viewer'

/** `url` is the parent's, as in ws://127.0.0.1:8081/push. */
export const connect = (url: string, nowMicros: () => number, handlers: ConnectionHandlers): Connection => {
  // A link that is cut reads nothing, as a program that hangs does.
  const link = createLink()
  let readMicros = 0
  const tap = createMediaTap({
    open: () => socket.readyState === WebSocket.OPEN,
    onMedia: (message) => take(() => handlers.onFrame(decodeFrame(message), message.length, readMicros)),
  })
  const socket: WebSocket = new WebSocket(url, SUBPROTOCOL, {
    createConnection: ((target: NetConnectOpts) =>
      link.dial(target, (bytes, pass) => {
        readMicros = nowMicros()
        tap(bytes, pass)
      })) as never,
    perMessageDeflate: false,
    maxPayload: MAX_PARENT_MESSAGE_BYTES,
    handshakeTimeout: HANDSHAKE_MILLIS,
    skipUTF8Validation: true,
  })
  let opened = false
  let ended = false
  let lastWords = ''

  const end = (reason: string): void => {
    if (ended) return
    ended = true
    handlers.onEnd(opened, lastWords || reason)
  }
  const send = (message: ControlMessage): void => {
    if (socket.readyState === WebSocket.OPEN) socket.send(encodeControl(message))
  }
  const take = (act: () => void): void => {
    if (ended) return
    try {
      act()
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      handlers.onMalformed(error)
    }
  }
  const takeControl = (message: ControlMessage): void => {
    if (message.type === 'hello') handlers.onHello(message.node?.index)
    else if (message.type === 'catalog') {
      const tracks = handlers.onCatalog(message)
      if (tracks) send({ type: 'subscribe', tracks })
    } else if (message.type === 'clock' && message.t1 !== undefined && message.t2 !== undefined) {
      handlers.onClock({ t0: message.t0, t1: message.t1, t2: message.t2, t3: Math.round(readMicros) })
    } else if (message.type === 'bye') lastWords = `the parent said ${message.code}: ${message.reason}`
  }

  socket.on('open', () => {
    opened = true
    send({ type: 'hello', role: 'viewer', agent: AGENT })
  })
  socket.on('message', (data: Buffer, binary) =>
    take(() => {
      if (binary) handlers.onFrame(decodeFrame(data), data.length, readMicros)
      else takeControl(decodeControl(data.toString()))
    }),
  )
  socket.on('error', (error) => end(error.message))
  socket.on('close', (code) => end(`closed with code ${code}`))

  return {
    askClock: () => send({ type: 'clock', t0: Math.round(nowMicros()) }),
    pause: () => link.set({ partition: true }),
    resume: () => link.set({}),
    close: async (reason) => {
      send({ type: 'bye', code: 'leaving', reason })
      end(reason)
      if (socket.readyState === WebSocket.CLOSED) return
      const gone = new Promise((resolve) => socket.once('close', resolve))
      socket.close()
      // One that doesn't read never sees the parent's close.
      const timer = setTimeout(() => socket.terminate(), link.impair.partition ? 0 : CLOSE_MILLIS)
      await gone
      link.close()
      clearTimeout(timer)
    },
    drop: (reason) => {
      end(reason)
      socket.terminate()
      link.close()
    },
  }
}
