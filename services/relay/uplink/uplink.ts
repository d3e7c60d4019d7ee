// The uplink to one parent: connects, keeps the clock exchange going, and connects anew when a connection has ended. What
// to subscribe to is decided elsewhere; what comes goes to `events`, each frame with all that is known of its arrival.
import { type Backoff, backoffMillis, FULL_JITTER, steadyMicros } from '@weir/time'
import {
  type Catalog,
  createDoubt,
  encodeControl,
  type Frame,
  latencyMicros,
  type Subscription,
  UNKNOWN_ERROR_MICROS,
} from '@weir/wire'
import { createClockExchange, type OffsetEstimate } from '../clock/index.ts'
import type { Arrival } from '../track/index.ts'
import { type Connection, type ConnectionOptions, openConnection } from './connection.ts'

export interface UplinkEvents {
  onCatalog(catalog: Catalog): void
  /** A frame came; `bytes` is its size on the wire. */
  onArrival(arrival: Arrival, bytes: number): void
  /** The first catalog came: the parent can be asked for tracks. */
  onUp(): void
  onDown(reason: string): void
  /** The clock exchange has a new estimate. */
  onClock(estimate: OffsetEstimate): void
  /** The parent broke the protocol. */
  onFault(message: string): void
}

export interface UplinkOptions extends Omit<ConnectionOptions, 'events' | 'addedMillis'> {
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
  /** Asks the parent for a sign of life, which moves `heardMicros` when it comes. */
  probe(): void
  /** Our own clock has stepped: the parent's is compared anew. */
  clockStepped(): void
  /** When the last message of any kind came, by the steady clock; undefined before the first. */
  readonly heardMicros: number | undefined
  close(): void
}

/** A connection that has lasted so long was a good one: the next retry is a first one again. */
const STEADY_MILLIS = 1000
/** The estimate moves with drift only: working it out anew for every chunk would be a waste. */
const ESTIMATE_MICROS = 50_000
/** Full jitter, so that the children of a dead parent do not come back all at once. */
export const RETRY: Backoff = { firstMillis: 50, mostMillis: 2000, jitter: FULL_JITTER }

export const createUplink = (options: UplinkOptions): Uplink => {
  const { events, nowMicros } = options
  let connection: Connection | undefined
  let heardBefore: number | undefined
  let state: UplinkState = 'connecting'
  let retry: NodeJS.Timeout | undefined
  let attempt = 0
  let reconnects = 0
  let closed = false
  let latest: { readonly estimate: OffsetEstimate | undefined; readonly atMicros: number } | undefined

  const send = (text: string) => connection?.send(text)
  const clock = createClockExchange({
    nowMicros,
    send: (message) => send(encodeControl(message)),
    onEstimate(estimate) {
      latest = undefined
      events.onClock(estimate)
    },
    onAnswered: (beganMicros) => doubt.answered(beganMicros),
  })
  const doubt = createDoubt()
  const estimate = (): OffsetEstimate | undefined => {
    const atMicros = steadyMicros()
    if (!latest || atMicros - latest.atMicros > ESTIMATE_MICROS) {
      latest = { estimate: clock.estimate(nowMicros()), atMicros }
    }
    return latest.estimate
  }
  /** The bound of the estimate for this frame; unknown while it is in doubt. */
  const boundOf = (frame: Frame, receiveMicros: number, atMicros: number, known: OffsetEstimate): number => {
    const parent = frame.trail.at(-1)
    if (!parent || frame.type !== 'chunk' || frame.replay) return known.errorMicros
    const pushMicros = latencyMicros(parent.sendMicros, receiveMicros, known.offsetMicros)
    const judged = doubt.judge(pushMicros, known.errorMicros, atMicros)
    if (judged === 'ask') clock.ask()
    return judged === 'trust' ? known.errorMicros : UNKNOWN_ERROR_MICROS
  }
  const arrivalOf = (frame: Frame, receiveMicros: number, receiveSteadyMicros: number): Arrival => {
    const known = estimate()
    const boundMicros = known ? boundOf(frame, receiveMicros, receiveSteadyMicros, known) : UNKNOWN_ERROR_MICROS
    return {
      frame,
      receiveMicros,
      receiveSteadyMicros,
      offsetMicros: known?.offsetMicros ?? 0,
      errorMicros: Math.min(UNKNOWN_ERROR_MICROS, boundMicros),
    }
  }
  /** A connection that is closing still brings what was on its way: none of it is a parent's any more. */
  const unlessClosed =
    <Args extends readonly unknown[]>(act: (...args: Args) => void) =>
    (...args: Args): void => {
      if (!closed) act(...args)
    }
  const dial = () => {
    state = 'connecting'
    heardBefore = connection?.heardMicros ?? heardBefore
    let upAtMicros: number | undefined
    connection = openConnection({
      ...options,
      addedMillis: () => options.addedRoundTripSeconds() * 1000,
      events: {
        onHello: unlessClosed(clock.start),
        onCatalog: unlessClosed((catalog) => {
          state = 'up'
          const first = upAtMicros === undefined
          upAtMicros ??= steadyMicros()
          events.onCatalog(catalog)
          if (first) events.onUp()
        }),
        onClock: unlessClosed(clock.answer),
        onFrame: unlessClosed((frame, receiveMicros, receiveSteadyMicros, bytes) =>
          events.onArrival(arrivalOf(frame, receiveMicros, receiveSteadyMicros), bytes),
        ),
        onFault: events.onFault,
        onEnd(reason) {
          clock.stop()
          if (closed) return
          state = 'down'
          const lastedMillis = upAtMicros === undefined ? 0 : (steadyMicros() - upAtMicros) / 1000
          attempt = lastedMillis > STEADY_MILLIS ? 0 : attempt + 1
          reconnects++
          events.onDown(reason)
          retry = setTimeout(dial, backoffMillis(RETRY, Math.max(0, attempt - 1), Math.random()))
        },
      },
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
      return connection?.heardMicros ?? heardBefore
    },
    estimate,
    subscribe(tracks) {
      if (state === 'up') send(encodeControl({ type: 'subscribe', tracks }))
    },
    probe: clock.ask,
    clockStepped() {
      latest = undefined
      clock.restart()
    },
    close() {
      closed = true
      clearTimeout(retry)
      clock.stop()
      send(encodeControl({ type: 'bye', code: 'leaving', reason: 'shutting down' }))
      connection?.close()
    },
  }
}
