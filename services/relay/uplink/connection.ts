// One connection to a parent, from the dial to its end: shakes hands, greets, tells what comes, and ends it when the parent
// breaks the protocol or falls silent. Owns the socket and the timer that looks for silence.

import type { NetConnectOpts } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Intercept } from '@weir/link'
import { reasonOf } from '@weir/reason'
import { createTokenBucket, steadyMicros, type TokenBucketSettings } from '@weir/time'
import { createMediaTap } from '@weir/websocket'
import {
  type Catalog,
  type Clock,
  decodeControl,
  decodeFrame,
  encodeControl,
  type Frame,
  MAX_PARENT_MESSAGE_BYTES,
  type NodeName,
  SUBPROTOCOL,
} from '@weir/wire'
import { WebSocket } from 'ws'

export interface ConnectionEvents {
  /** The parent is who it was expected to be. */
  onHello(): void
  onCatalog(catalog: Catalog): void
  /** `receiveMicros` is when the message was whole here, by this node's clock. */
  onClock(message: Clock, receiveMicros: number): void
  /** `receiveSteadyMicros` is the same moment by the steady clock, `bytes` the frame's size on the wire. */
  onFrame(frame: Frame, receiveMicros: number, receiveSteadyMicros: number, bytes: number): void
  /** The parent broke the protocol; the end follows. */
  onFault(message: string): void
  /** Once, whatever the reason. */
  onEnd(reason: string): void
}

export interface ConnectionOptions {
  readonly url: string
  readonly parent: NodeName
  readonly self: NodeName
  readonly agent: string
  readonly nowMicros: () => number
  /** Dials; `intercept` gets the bytes that come, before ws (as `Link.dial`). */
  readonly connect: (options: NetConnectOpts, intercept: Intercept) => Duplex
  /** Round trip that the emulated link adds, at most, ms. */
  readonly addedMillis: () => number
  readonly events: ConnectionEvents
}

export interface Connection {
  /** Sends a text frame; nothing while the connection is not open. */
  send(text: string): void
  /** When anything last came, by the steady clock; undefined before. */
  readonly heardMicros: number | undefined
  /** Closes in an orderly way; what has not gone within 200 ms is cut off. */
  close(): void
}

const HANDSHAKE_MILLIS = 5000
/** A parent that has sent nothing for so long, not even clock answers, is dead. */
const DEAD_MILLIS = 1500
const LOOK_MILLIS = 250
/** Of one message, a catalog of 16 MiB in the smallest packets included. */
const PIECES = { maxFragments: 1024, maxBufferedChunks: 32_768 }
/** Text frames that a parent may send: a catalog for each change of it, and answers to what it was asked. */
const MESSAGES: TokenBucketSettings = { perSecond: 100, burst: 600 }

export const openConnection = (options: ConnectionOptions): Connection => {
  const { events, nowMicros, addedMillis, parent } = options
  let greeted = false
  let why = 'closed'
  let heardMicros: number | undefined
  /** When the newest bytes were read, which is when what they complete was whole here. */
  let readMicros = nowMicros()
  let readSteadyMicros = steadyMicros()
  const messages = createTokenBucket(MESSAGES, readSteadyMicros / 1e6)

  const tap = createMediaTap({
    open: () => socket.readyState === WebSocket.OPEN,
    onMedia: (message) => onMedia(message),
  })
  const socket: WebSocket = new WebSocket(options.url, [SUBPROTOCOL], {
    perMessageDeflate: false,
    maxPayload: MAX_PARENT_MESSAGE_BYTES,
    ...PIECES,
    handshakeTimeout: HANDSHAKE_MILLIS + 2 * addedMillis(),
    // The types of ws want a net.Socket; any Duplex with setTimeout and setNoDelay serves.
    createConnection: ((target: NetConnectOpts) =>
      options.connect(target, (bytes, pass) => {
        readMicros = nowMicros()
        readSteadyMicros = steadyMicros()
        heardMicros = readSteadyMicros
        tap(bytes, pass)
      })) as never,
  })
  const send = (text: string) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(text)
  }
  let lookedMicros = steadyMicros()
  let openedMicros: number | undefined
  const look = setInterval(() => {
    // A stall of our own loop is no evidence: what was sent meanwhile is read only after the timers.
    const now = steadyMicros()
    const late = now - lookedMicros > 2 * LOOK_MILLIS * 1000
    lookedMicros = now
    if (late || openedMicros === undefined) return
    const deadMillis = greeted ? DEAD_MILLIS : HANDSHAKE_MILLIS
    const sinceMicros = greeted ? (heardMicros ?? now) : openedMicros
    if (now - sinceMicros <= (deadMillis + 2 * addedMillis()) * 1000) return
    why = greeted ? 'silence' : 'no hello'
    socket.terminate()
  }, LOOK_MILLIS)

  const refuse = (error: unknown) => {
    const { message } = error as Error
    why = `protocol: ${message}`
    events.onFault(message)
    send(encodeControl({ type: 'bye', code: 'protocol', reason: message.slice(0, 500) }))
    socket.terminate()
  }
  const onText = (text: string, receiveMicros: number) => {
    if (!messages.take(readSteadyMicros / 1e6))
      throw new Error(`a parent sends at most ${MESSAGES.perSecond} messages a second`)
    const message = decodeControl(text)
    if (message.type === 'hello') {
      if (message.role !== 'relay' || message.node?.index !== parent.index) {
        throw new Error(`expected ${parent.id} at ${options.url}, found ${message.node?.id ?? 'a viewer'}`)
      }
      greeted = true
      events.onHello()
    } else if (!greeted) throw new Error(`a parent's first message is hello, got ${message.type}`)
    else if (message.type === 'catalog') events.onCatalog(message)
    else if (message.type === 'clock') events.onClock(message, receiveMicros)
    else if (message.type === 'bye') {
      why = `bye: ${message.code}`
      socket.close()
    } else throw new Error(`a parent does not send ${message.type}`)
  }
  const onMedia = (message: Buffer) => {
    if (socket.readyState !== WebSocket.OPEN) return
    try {
      events.onFrame(decodeFrame(message), readMicros, readSteadyMicros, message.length)
    } catch (error) {
      refuse(error)
    }
  }
  socket.on('open', () => {
    openedMicros = steadyMicros()
    heardMicros = openedMicros
    send(encodeControl({ type: 'hello', role: 'relay', node: options.self, agent: options.agent }))
  })
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) return onMedia(data)
    try {
      onText(data.toString(), readMicros)
    } catch (error) {
      refuse(error)
    }
  })
  socket.on('error', (error) => {
    why = reasonOf(error)
  })
  socket.on('close', () => {
    clearInterval(look)
    events.onEnd(why)
  })

  return {
    send,
    get heardMicros() {
      return heardMicros
    },
    close() {
      socket.close()
      setTimeout(() => socket.terminate(), 200).unref()
    },
  }
}
