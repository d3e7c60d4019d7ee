// The connection to one parent: dials, greets, keeps the clock exchange going, notices a dead parent, and dials again.
// It owns the socket and its timers. What to subscribe to is decided elsewhere; what comes goes to `events`.
import type { NetConnectOpts } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Intercept } from '@weir/link'
import { type Backoff, backoffMillis, FULL_JITTER } from '@weir/time'
import { createMediaTap } from '@weir/websocket'
import {
  type Catalog,
  decodeControl,
  decodeFrame,
  encodeControl,
  type Frame,
  MAX_PARENT_MESSAGE_BYTES,
  type NodeName,
  SUBPROTOCOL,
  type Subscription,
  UNKNOWN_ERROR_MICROS,
} from '@weir/wire'
import { WebSocket } from 'ws'
import { createClockExchange, type OffsetEstimate } from '../clock/index.ts'
import type { Arrival } from '../track/index.ts'

export interface UplinkEvents {
  onCatalog(catalog: Catalog): void
  /** A frame came; `bytes` is its size on the wire. */
  onArrival(arrival: Arrival, bytes: number): void
  /** The first catalogue came: the parent can be asked for tracks. */
  onUp(): void
  onDown(reason: string): void
  /** The clock exchange has a new estimate. */
  onClock(estimate: OffsetEstimate): void
  /** The parent broke the protocol. */
  onFault(message: string): void
}

export interface UplinkOptions {
  readonly url: string
  readonly parent: NodeName
  readonly self: NodeName
  readonly agent: string
  readonly nowMicros: () => number
  /** Dials; `intercept` gets the bytes that come, before ws (as `Link.dial`). */
  readonly connect: (options: NetConnectOpts, intercept: Intercept) => Duplex
  /** Round trip that the emulated link adds, at most, s. */
  readonly addedRoundTripSeconds: () => number
  readonly events: UplinkEvents
}

export type UplinkState = 'connecting' | 'up' | 'down'

export interface Uplink {
  readonly state: UplinkState
  readonly reconnects: number
  estimate(): OffsetEstimate | undefined
  /** All that is wanted from now on; ignored while not up. */
  subscribe(tracks: readonly Subscription[]): void
  /** Asks the parent for a sign of life, and answers whether one has come since `sinceMicros`. */
  probe(): void
  /** When the last message of any kind came, by this node's clock. */
  readonly heardMicros: number
  close(): void
}

const HANDSHAKE_MILLIS = 5000
/** A parent that has sent nothing for so long, not even clock answers, is dead. */
const DEAD_MILLIS = 1500
const LOOK_MILLIS = 250
/** A connection that has lasted so long was a good one: the next retry is a first one again. */
const STEADY_MILLIS = 1000
/** Full jitter, so that the children of a dead parent do not come back all at once. */
export const RETRY: Backoff = { firstMillis: 50, mostMillis: 2000, jitter: FULL_JITTER }

export const createUplink = (options: UplinkOptions): Uplink => {
  const { events, nowMicros } = options
  let socket: WebSocket | undefined
  let state: UplinkState = 'connecting'
  let retry: NodeJS.Timeout | undefined
  let attempt = 0
  let reconnects = 0
  let heardMicros = 0
  let closed = false
  let latest: { estimate: OffsetEstimate | undefined; atMicros: number } | undefined

  const addedMillis = () => options.addedRoundTripSeconds() * 1000
  const clock = createClockExchange({
    nowMicros,
    send: (message) => send(encodeControl(message)),
    onEstimate(estimate) {
      latest = undefined
      events.onClock(estimate)
    },
  })
  const estimate = (): OffsetEstimate | undefined => {
    const now = nowMicros()
    // The estimate moves with drift only: working it out anew for every chunk would be a waste.
    if (!latest || now - latest.atMicros > 50_000) latest = { estimate: clock.estimate(now), atMicros: now }
    return latest.estimate
  }
  const arrivalOf = (frame: Frame, receiveMicros: number): Arrival => {
    const known = estimate()
    return {
      frame,
      receiveMicros,
      offsetMicros: known?.offsetMicros ?? 0,
      errorMicros: Math.min(UNKNOWN_ERROR_MICROS, known?.errorMicros ?? UNKNOWN_ERROR_MICROS),
    }
  }
  const send = (text: string) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(text)
  }
  const dial = () => {
    state = 'connecting'
    let greeted = false
    let why = 'closed'
    let upAtMicros: number | undefined
    /** When the newest bytes were read, which is when what they complete was whole here. */
    let readMicros = nowMicros()
    const tap = createMediaTap({
      open: () => dialled.readyState === WebSocket.OPEN,
      onMedia: (message) => onMedia(message),
    })
    const dialled: WebSocket = new WebSocket(options.url, [SUBPROTOCOL], {
      perMessageDeflate: false,
      maxPayload: MAX_PARENT_MESSAGE_BYTES,
      handshakeTimeout: HANDSHAKE_MILLIS + 2 * addedMillis(),
      // The types of ws want a net.Socket; any Duplex with setTimeout and setNoDelay serves.
      createConnection: ((target: NetConnectOpts) =>
        options.connect(target, (bytes, pass) => {
          readMicros = nowMicros()
          heardMicros = readMicros
          tap(bytes, pass)
        })) as never,
    })
    socket = dialled
    let loopLookedMicros = nowMicros()
    const watch = setInterval(() => {
      // A stall of our own loop is no evidence: what was sent meanwhile is read only after the timers.
      const late = nowMicros() - loopLookedMicros > 2 * LOOK_MILLIS * 1000
      loopLookedMicros = nowMicros()
      if (!late && greeted && nowMicros() - heardMicros > (DEAD_MILLIS + 2 * addedMillis()) * 1000) {
        why = 'silence'
        dialled.terminate()
      }
    }, LOOK_MILLIS)
    const refuse = (error: unknown) => {
      why = `protocol: ${(error as Error).message}`
      events.onFault((error as Error).message)
      send(encodeControl({ type: 'bye', code: 'protocol', reason: (error as Error).message.slice(0, 500) }))
      dialled.terminate()
    }
    const onText = (text: string, receiveMicros: number) => {
      const message = decodeControl(text)
      if (message.type === 'hello') {
        if (message.role !== 'relay' || message.node?.index !== options.parent.index) {
          throw new Error(`expected ${options.parent.id} at ${options.url}, found ${message.node?.id ?? 'a viewer'}`)
        }
        greeted = true
        clock.start()
      } else if (!greeted) {
        throw new Error(`a parent's first message is hello, got ${message.type}`)
      } else if (message.type === 'catalog') {
        const first = state !== 'up'
        state = 'up'
        upAtMicros ??= receiveMicros
        events.onCatalog(message)
        if (first) events.onUp()
      } else if (message.type === 'clock') {
        clock.answer(message, receiveMicros)
      } else if (message.type === 'bye') {
        why = `bye: ${message.code}`
        dialled.close()
      } else {
        throw new Error(`a parent does not send ${message.type}`)
      }
    }
    dialled.on('open', () => {
      heardMicros = nowMicros()
      send(encodeControl({ type: 'hello', role: 'relay', node: options.self, agent: options.agent }))
    })
    const onMedia = (message: Buffer) => {
      if (dialled.readyState !== WebSocket.OPEN) return
      try {
        events.onArrival(arrivalOf(decodeFrame(message), readMicros), message.length)
      } catch (error) {
        refuse(error)
      }
    }
    dialled.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) return onMedia(data)
      try {
        onText(data.toString(), readMicros)
      } catch (error) {
        refuse(error)
      }
    })
    dialled.on('error', (error) => {
      why = error.message
    })
    dialled.on('close', () => {
      clearInterval(watch)
      clock.stop()
      if (closed || socket !== dialled) return
      state = 'down'
      const lastedMillis = upAtMicros === undefined ? 0 : (nowMicros() - upAtMicros) / 1000
      attempt = lastedMillis > STEADY_MILLIS ? 0 : attempt + 1
      reconnects++
      events.onDown(why)
      retry = setTimeout(dial, backoffMillis(RETRY, Math.max(0, attempt - 1), Math.random()))
    })
  }
  dial()

  return {
    get state() {
      return state
    },
    get reconnects() {
      return reconnects
    },
    get heardMicros() {
      return heardMicros
    },
    estimate,
    subscribe(tracks) {
      if (state === 'up') send(encodeControl({ type: 'subscribe', tracks }))
    },
    probe: () => clock.ask(),
    close() {
      closed = true
      clearTimeout(retry)
      clock.stop()
      send(encodeControl({ type: 'bye', code: 'leaving', reason: 'shutting down' }))
      socket?.close()
      const leaving = socket
      setTimeout(() => leaving?.terminate(), 200).unref()
    },
  }
}
