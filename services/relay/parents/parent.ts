// One parent: its emulated link, its uplink and its hop, and what it was asked for on this connection. What it sends goes
// to the track that the parent's own number stands for; which streams it is to push is decided in parents.ts.
import { createLink, type Link } from '@weir/link'
import type { NodeMetrics } from '@weir/metrics'
import { type LogLimit, steadyMicros } from '@weir/time'
import { type Catalog, type NodeName, type Subscription, trackKey } from '@weir/wire'
import type { Logger } from 'pino'
import type { Impair, ParentConfig, ParentState } from '../config/index.ts'
import type { Figures } from '../figures/index.ts'
import type { Arrival, NodeCatalog, TrackRecord, Tracks } from '../track/index.ts'
import { createUplink } from '../uplink/index.ts'
import { createHop } from './hop.ts'

/** What all parents of a node share. */
export interface ParentsContext {
  readonly agent: string
  readonly nowMicros: () => number
  readonly metrics: NodeMetrics
  readonly figures: Figures
  readonly log: Logger
  readonly limit: LogLimit
  readonly catalog: NodeCatalog
  readonly tracks: Tracks
}

export interface ParentOptions extends ParentsContext {
  readonly config: ParentConfig
  readonly self: NodeName
  /** It can be asked for something else than before: it came, went, or lists other tracks. */
  readonly onChange: () => void
  /** A live chunk came, and has been handed to its track. */
  readonly onLive: (record: TrackRecord, arrival: Arrival) => void
}

export interface Parent extends NodeName {
  readonly isUp: boolean
  /** Since when it has been up, by the steady clock; Infinity when it was and is not. */
  readonly upSinceMicros: number
  /** It has not been down since it first came up. */
  readonly neverDown: boolean
  /** When the last message of any kind came, by the steady clock; undefined before the first. */
  readonly heardMicros: number | undefined
  /** Round trip of the link; undefined while unknown. */
  readonly rttMicros: number | undefined
  /** Why it was not up when it was last down. */
  readonly fault: string
  /**
   * Asks for these tracks and no others; nothing is sent while that is what was asked already, or while it is down. What
   * changes more often than every 100 ms is gathered.
   */
  ask(subscriptions: readonly Subscription[]): void
  probe(): void
  /** What this node lists has changed: which of the parent's tracks are taken is looked at again. */
  relist(): void
  /** This node's clock has stepped. */
  clockStepped(): void
  /** Throws RangeError on an impairment that can't be played. */
  setImpair(impair: Impair): void
  state(): Omit<ParentState, 'state'> & { readonly state: 'connecting' | 'up' | 'down' }
  /** Whether it is asked for anything. */
  readonly isAsked: boolean
  /** `moved` is when another is dialled for it: its figures go on. */
  close(options?: { readonly moved?: boolean }): void
}

/** Children come and go, and parents change what they list, as often as they like; a parent is not asked more often. */
const ASK_EVERY_MILLIS = 100

/** Round trip that an impairment adds, at most. */
const mostRoundTripSeconds = ({ delaySeconds = 0, jitterSeconds = 0, trace = [] }: Impair): number =>
  2 * (Math.max(delaySeconds, ...trace.map((row) => row.delaySeconds ?? 0)) + jitterSeconds)

export const createParent = (options: ParentOptions): Parent => {
  const { config, self, metrics, figures, log, limit, catalog, tracks, nowMicros } = options
  const { id, index, url } = config
  const parent: NodeName = { id, index }
  const link: Link = createLink({ impair: config.impair })
  const hop = createHop({ from: id, to: self.id, metrics, figures })
  /** By the parent's number. */
  const records = new Map<number, TrackRecord>()
  let list: Catalog | undefined
  let asked: ReadonlySet<string> = new Set()
  let asking: NodeJS.Timeout | undefined
  let wanted: readonly Subscription[] | undefined
  let askedMicros = Number.NEGATIVE_INFINITY
  let bytes = 0
  let fault = 'not connected yet'
  let upSinceMicros = 0
  let hasBeenUp = false
  let hasBeenLost = false

  /** Only what this node lists too: it may have no room for a stream, or not believe it. */
  const relist = () => {
    records.clear()
    for (const stream of list?.streams ?? []) {
      if (catalog.isLocal(stream.name)) continue
      for (const track of stream.tracks) {
        if (catalog.lists(stream.name, track.name)) records.set(track.id, tracks.get(stream.name, track.name))
      }
    }
  }
  const listed = (message: Catalog) => {
    list = message
    catalog.setParent(index, message)
    relist()
    options.onChange()
  }
  const subscribe = () => {
    const subscriptions = wanted
    wanted = undefined
    if (!subscriptions || uplink.state !== 'up') return
    const keys = new Set(subscriptions.map(({ stream, track }) => trackKey(stream, track)))
    if (keys.size === asked.size && [...keys].every((key) => asked.has(key))) return
    asked = keys
    askedMicros = steadyMicros()
    uplink.subscribe(subscriptions)
  }
  /** A question that waits is of a connection that is over. */
  const forgetAsked = () => {
    clearTimeout(asking)
    asking = undefined
    wanted = undefined
    asked = new Set()
    askedMicros = Number.NEGATIVE_INFINITY
  }
  const arrived = (arrival: Arrival, size: number) => {
    bytes += size
    hop.bytes(size)
    const record = records.get(arrival.frame.trackId)
    if (!record) {
      metrics.chunksDropped.inc({ reason: 'unknown-track' })
      return
    }
    record.take(parent, arrival)
    hop.time(record.track, arrival)
    if (arrival.frame.type === 'chunk' && !arrival.frame.replay) options.onLive(record, arrival)
  }
  const uplink = createUplink({
    url,
    parent,
    self,
    agent: options.agent,
    nowMicros,
    connect: link.dial,
    addedRoundTripSeconds: () => mostRoundTripSeconds(link.impair),
    events: {
      onCatalog: listed,
      onArrival: arrived,
      onUp() {
        hop.up(true)
        upSinceMicros = steadyMicros()
        hasBeenUp = true
        limit(`up ${id}`, (times) => log.info({ parent: id, times }, 'uplink up'))
        options.onChange()
      },
      onDown(reason) {
        hop.up(false)
        fault = reason
        forgetAsked()
        if (hasBeenUp) {
          hasBeenLost = true
          // Its next catalog comes before it is called up.
          upSinceMicros = Number.POSITIVE_INFINITY
        }
        catalog.parentGone(index)
        limit(`down ${id}`, (times) => log.warn({ parent: id, reason, times }, 'uplink down'))
        options.onChange()
      },
      onClock: hop.clock,
      onFault(message) {
        metrics.chunksDropped.inc({ reason: 'malformed' })
        limit(`fault ${id}`, (times) => log.error({ parent: id, message, times }, 'parent refused'))
      },
    },
  })

  return {
    id,
    index,
    get isUp() {
      return uplink.state === 'up'
    },
    get upSinceMicros() {
      return upSinceMicros
    },
    get neverDown() {
      return !hasBeenLost
    },
    get heardMicros() {
      return uplink.heardMicros
    },
    get rttMicros() {
      return uplink.estimate()?.rttMicros
    },
    get fault() {
      return fault
    },
    get isAsked() {
      return asked.size > 0
    },
    ask(subscriptions) {
      if (uplink.state !== 'up') return
      wanted = subscriptions
      if (asking) return
      const leftMillis = ASK_EVERY_MILLIS - (steadyMicros() - askedMicros) / 1000
      if (leftMillis <= 0) return subscribe()
      asking = setTimeout(() => {
        asking = undefined
        subscribe()
      }, leftMillis)
    },
    probe: uplink.probe,
    relist,
    clockStepped: uplink.clockStepped,
    setImpair: (impair) => link.set(impair),
    state() {
      const estimate = uplink.estimate()
      return {
        id,
        index,
        url,
        state: uplink.state,
        rttSeconds: estimate ? estimate.rttMicros / 1e6 : null,
        offsetSeconds: estimate ? estimate.offsetMicros / 1e6 : null,
        offsetErrorSeconds: estimate ? estimate.errorMicros / 1e6 : null,
        push: hop.push(steadyMicros(), estimate?.errorMicros),
        bytes,
        reconnects: uplink.reconnects,
        impair: link.impair,
      }
    },
    close({ moved = false } = {}) {
      forgetAsked()
      uplink.close()
      // The bye gets its chance; what an impaired link still holds does not keep the process.
      setTimeout(() => link.close(), 300).unref()
      hop.end(!moved)
    },
  }
}
