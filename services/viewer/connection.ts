// One connection to a parent's /push, as a child of role `viewer`: handshake, hello, catalogue, subscription, clock
// exchange. Owns the socket. What it carries goes to the handlers; when it ends, for whatever reason, `onEnd` is called
// once and nothing after it.
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
  onFrame(frame: Frame, bytes: number): void
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
  const socket = new WebSocket(url, SUBPROTOCOL, {
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
  const takeControl = (message: ControlMessage): void => {
    if (message.type === 'hello') handlers.onHello(message.node?.index)
    else if (message.type === 'catalog') {
      const tracks = handlers.onCatalog(message)
      if (tracks) send({ type: 'subscribe', tracks })
    } else if (message.type === 'clock' && message.t1 !== undefined && message.t2 !== undefined) {
      handlers.onClock({ t0: message.t0, t1: message.t1, t2: message.t2, t3: Math.round(nowMicros()) })
    } else if (message.type === 'bye') lastWords = `the parent said ${message.code}: ${message.reason}`
  }

  socket.on('open', () => {
    opened = true
    // A viewer writes little and rarely; what it writes should not wait for an acknowledgement.
    send({ type: 'hello', role: 'viewer', agent: AGENT })
  })
  socket.on('message', (data: Buffer, binary) => {
    if (ended) return
    try {
      if (binary) handlers.onFrame(decodeFrame(data), data.length)
      else takeControl(decodeControl(data.toString()))
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      handlers.onMalformed(error)
    }
  })
  socket.on('error', (error) => end(error.message))
  socket.on('close', (code) => end(`closed with code ${code}`))

  return {
    askClock: () => send({ type: 'clock', t0: Math.round(nowMicros()) }),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: async (reason) => {
      send({ type: 'bye', code: 'leaving', reason })
      end(reason)
      if (socket.readyState === WebSocket.CLOSED) return
      const gone = new Promise((resolve) => socket.once('close', resolve))
      socket.close()
      // One that doesn't read never sees the parent's close.
      const timer = setTimeout(() => socket.terminate(), socket.isPaused ? 0 : CLOSE_MILLIS)
      await gone
      clearTimeout(timer)
    },
    drop: (reason) => {
      end(reason)
      socket.terminate()
    },
  }
}
