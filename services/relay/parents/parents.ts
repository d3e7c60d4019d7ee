// All uplinks of the node: which of them push which stream (selection.ts), what is asked of each, and what comes in.
// Whatever changes (a parent comes or goes, a catalogue, demand, the watchdog's verdict) ends in `refresh`, which asks
// each parent for what is wanted of it now, from the place where the track stands.
import { createLink, type Link } from '@weir/link'
import type { NodeMetrics } from '@weir/metrics'
import type { Frame, NodeName, Subscription } from '@weir/wire'
import type { Logger } from 'pino'
import type { Impair, NodeConfig, ParentConfig, ParentState } from '../config/index.ts'
import type { Figures, LogLimit } from '../figures/index.ts'
import type { Demand, NodeCatalog, TrackRecord, Tracks } from '../track/index.ts'
import { createUplink, type Uplink } from '../uplink/index.ts'
import { type Arrivals, createArrivals } from './arrivals.ts'
import { selectParents } from './selection.ts'
import { createStreamWatch, type StreamWatch } from './stream-watch.ts'

export interface ParentsOptions {
  readonly config: NodeConfig
  readonly agent: string
  readonly nowMicros: () => number
  readonly metrics: NodeMetrics
  readonly figures: Figures
  readonly log: Logger
  readonly limit: LogLimit
  readonly catalog: NodeCatalog
  readonly tracks: Tracks
  readonly demand: Demand
  readonly nodeName: (index: number) => string
}

export interface Parents {
  refresh(): void
  /** Returns whether there is such a parent. Throws RangeError on an impairment that can't be played. */
  setImpair(parentId: string, impair: Impair): boolean
  faults(): readonly string[]
  state(): readonly ParentState[]
  close(): void
}

interface Parent {
  readonly config: ParentConfig
  readonly link: Link
  readonly uplink: Uplink
  readonly arrivals: Arrivals
  /** By the parent's number. */
  readonly tracks: Map<number, TrackRecord>
  /** What the parent was asked for on this connection. */
  asked: Map<string, Subscription>
  bytes: number
  lastFault: string
}

/** Round trip that an impairment adds, at most. */
const mostRoundTripSeconds = ({ delaySeconds = 0, jitterSeconds = 0, trace = [] }: Impair): number =>
  2 * (Math.max(delaySeconds, ...trace.map((row) => row.delaySeconds ?? 0)) + jitterSeconds)

export const createParents = (options: ParentsOptions): Parents => {
  const { config, metrics, figures, log, limit, catalog, tracks, demand } = options
  const self: NodeName = { id: config.id, index: config.index }
  /** The parent that pushes a stream, by stream; `standby` and `none` only. */
  const active = new Map<string, number>()
  const watches = new Map<string, StreamWatch>()
  let parents: Parent[] = []

  const wantedTracks = (): readonly { stream: string; track: string }[] => {
    const listed = catalog
      .streams()
      .flatMap(({ name, tracks: all }) => all.map((track) => ({ stream: name, track: track.name })))
    const read = tracks
      .all()
      .filter(({ track }) => track.readers > 0)
      .map(({ track }) => ({ stream: track.stream, track: track.name }))
    return [...new Map([...listed, ...read].map((one) => [JSON.stringify(one), one])).values()].filter(
      ({ stream, track }) => !catalog.isLocal(stream) && demand.wantedTrack(stream, track),
    )
  }
  const choose = (stream: string, reason: string, shunned: number | undefined): readonly number[] => {
    const candidates = parents.map(({ config: { index }, uplink }) => ({
      index,
      shunned: index === shunned,
      up: uplink.state === 'up',
      offers: catalog.offers(index, stream),
    }))
    const before = active.get(stream)
    const chosen = selectParents(config.redundancy, candidates, before)
    const now = chosen[0]
    if (config.redundancy !== 'hot' && now !== undefined && now !== before) {
      active.set(stream, now)
      watches.get(stream)?.switched()
      if (before !== undefined) {
        metrics.failovers.inc({ reason })
        log.warn({ stream, from: options.nodeName(before), to: options.nodeName(now), reason }, 'switched parents')
      }
    }
    return chosen
  }
  const refresh = (reason = 'close', shunned?: { readonly stream: string; readonly index: number }) => {
    const wanted = wantedTracks()
    const chosen = new Map(
      [...new Set(wanted.map(({ stream }) => stream))].map((stream) => [
        stream,
        choose(stream, reason, shunned?.stream === stream ? shunned.index : undefined),
      ]),
    )
    for (const { stream, track } of wanted) {
      const sources = (chosen.get(stream) ?? []).filter((index) => catalog.offers(index, stream))
      tracks.get(stream, track).track.setSources(new Set(sources))
    }
    watchOnly(new Set(chosen.keys()))
    for (const parent of parents) {
      if (parent.uplink.state !== 'up') continue
      const asked = new Map(
        wanted
          .filter(({ stream }) => chosen.get(stream)?.includes(parent.config.index))
          .map((one): [string, Subscription] => {
            const resume = tracks.get(one.stream, one.track).track.resumePoint()
            return [JSON.stringify(one), resume ? { ...one, resume } : one]
          }),
      )
      const same = asked.size === parent.asked.size && [...asked.keys()].every((key) => parent.asked.has(key))
      if (same) continue
      parent.asked = asked
      parent.uplink.subscribe([...asked.values()])
    }
  }

  /** A stream is watched while it is wanted and there is another parent to turn to. */
  const watchOnly = (streams: ReadonlySet<string>) => {
    if (config.redundancy !== 'standby' || parents.length < 2) return
    for (const [stream, watch] of watches) {
      if (streams.has(stream)) continue
      watch.close()
      watches.delete(stream)
    }
    for (const stream of streams) {
      if (watches.has(stream)) continue
      const pushing = () => parents.find(({ config: { index } }) => index === active.get(stream))?.uplink
      const watch = createStreamWatch({
        nowMicros: options.nowMicros,
        heardMicros: () => pushing()?.heardMicros ?? 0,
        rttMicros: () => pushing()?.estimate()?.rttMicros,
        probe: () => pushing()?.probe(),
        onSwitch(reason) {
          const index = active.get(stream)
          if (index !== undefined) refresh(reason, { stream, index })
        },
      })
      watches.set(stream, watch)
    }
  }

  const create = (parentConfig: ParentConfig): Parent => {
    const labels = { from: parentConfig.id, to: config.id }
    const link = createLink({ impair: parentConfig.impair })
    const onFrame = (frame: Frame, receiveMicros: number, bytes: number) => {
      parent.bytes += bytes
      figures.later(() => metrics.linkBytes.inc(labels, bytes))
      const record = parent.tracks.get(frame.trackId)
      if (!record) {
        metrics.chunksDropped.inc({ reason: 'unknown-track' })
        return
      }
      parent.arrivals.take(record, frame, receiveMicros, parent.uplink.estimate())
      const { stream } = record.track
      if (frame.type !== 'chunk' || frame.replay || active.get(stream) !== parentConfig.index) return
      if (frame.end) watches.get(stream)?.ended()
      else watches.get(stream)?.heard(receiveMicros, frame.captureTimeMicros)
    }
    const uplink = createUplink({
      url: parentConfig.url,
      parent: { id: parentConfig.id, index: parentConfig.index },
      self,
      agent: options.agent,
      nowMicros: options.nowMicros,
      connect: link.dial,
      addedRoundTripSeconds: () => mostRoundTripSeconds(link.impair),
      events: {
        onCatalog(message) {
          parent.tracks.clear()
          for (const stream of message.streams) {
            if (catalog.isLocal(stream.name)) continue
            for (const track of stream.tracks) parent.tracks.set(track.id, tracks.get(stream.name, track.name))
          }
          catalog.setParent(parentConfig.index, message)
          refresh()
        },
        onFrame,
        onUp() {
          metrics.linkUp.set(labels, 1)
          log.info({ parent: parentConfig.id }, 'uplink up')
          parent.asked = new Map()
          refresh()
        },
        onDown(reason) {
          metrics.linkUp.set(labels, 0)
          parent.lastFault = reason
          parent.asked = new Map()
          limit(`down ${parentConfig.id}`, (times) =>
            log.warn({ parent: parentConfig.id, reason, times }, 'uplink down'),
          )
          refresh('close')
        },
        onClock({ offsetMicros, errorMicros, rttMicros }) {
          metrics.linkClockOffset.set(labels, offsetMicros / 1e6)
          metrics.linkClockError.set(labels, errorMicros / 1e6)
          metrics.linkRtt.set(labels, rttMicros / 1e6)
        },
        onFault(message) {
          metrics.chunksDropped.inc({ reason: 'malformed' })
          limit(`fault ${parentConfig.id}`, (times) =>
            log.error({ parent: parentConfig.id, message, times }, 'parent refused'),
          )
        },
      },
    })
    metrics.linkUp.set(labels, 0)
    metrics.linkBytes.inc(labels, 0)
    const parent: Parent = {
      config: parentConfig,
      link,
      uplink,
      arrivals: createArrivals({
        from: parentConfig.id,
        fromIndex: parentConfig.index,
        to: config.id,
        metrics,
        figures,
        nodeName: options.nodeName,
      }),
      tracks: new Map(),
      asked: new Map(),
      bytes: 0,
      lastFault: 'not connected yet',
    }
    return parent
  }
  parents = config.parents.map(create)
  // A rate needs a first value.
  const reasons = config.redundancy === 'standby' ? ['close', 'silence', 'late'] : []
  for (const reason of reasons) metrics.failovers.inc({ reason }, 0)

  return {
    refresh: () => refresh(),
    setImpair(parentId, impair) {
      const parent = parents.find(({ config: { id } }) => id === parentId)
      parent?.link.set(impair)
      return parent !== undefined
    },
    faults() {
      if (parents.length === 0 || parents.some(({ uplink }) => uplink.state === 'up')) return []
      const each = parents.map(({ config: { id }, lastFault }) => `${id} (${lastFault})`)
      return [`no parent is connected: ${each.join(', ')}`]
    },
    state: () =>
      parents.map(({ config: { id, index, url }, uplink, link, arrivals, asked, bytes }): ParentState => {
        const estimate = uplink.estimate()
        return {
          id,
          index,
          url,
          state: uplink.state === 'up' && asked.size === 0 && config.redundancy !== 'hot' ? 'standby' : uplink.state,
          rttSeconds: estimate ? estimate.rttMicros / 1e6 : null,
          offsetSeconds: estimate ? estimate.offsetMicros / 1e6 : null,
          offsetErrorSeconds: estimate ? estimate.errorMicros / 1e6 : null,
          push: arrivals.push(options.nowMicros(), estimate?.errorMicros),
          bytes,
          reconnects: uplink.reconnects,
          impair: link.impair,
        }
      }),
    close() {
      for (const watch of watches.values()) watch.close()
      for (const { uplink, link, arrivals } of parents) {
        uplink.close()
        // The bye gets its chance; what an impaired link still holds does not keep the process.
        setTimeout(() => link.close(), 300).unref()
        arrivals.clear()
      }
    },
  }
}
