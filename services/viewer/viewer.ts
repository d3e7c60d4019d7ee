// One viewer: joins, verifies every chunk, models playback, and comes back when its connection ends. Takes the addresses
// of the edges that it may use, in the order in which to try them; owns one connection and one retry timer.
import { type Backoff, backoffMillis } from '@weir/time'
import type { Catalog, Frame, Subscription } from '@weir/wire'
import { createParentClock, latencyMicros, offsetToOrigin } from '@weir/wire'
import { type Connection, connect } from './connection.ts'
import type { Fault } from './faults.ts'
import { createGapMeter, type GapMeter } from './gap.ts'
import type { PayloadCheck } from './payload-check.ts'
import { createPlayback, type Playback, type PlaybackPolicy } from './playback.ts'
import { select, type Wanted } from './selection.ts'
import type { Tally } from './tally.ts'
import { impossibleHops, trailFault } from './trail-check.ts'
import { createTrackVerifier, type TrackVerifier } from './verify.ts'

export interface ViewerOptions extends Wanted {
  readonly id: number
  /** As in ws://127.0.0.1:8081/push; at least one. */
  readonly edges: readonly string[]
  /** Which of them it starts on; the next ones follow in turn. */
  readonly firstEdge: number
  readonly nowMicros: () => number
  readonly random: () => number
  readonly playback: PlaybackPolicy
  readonly retry?: Backoff
  readonly isIntact: PayloadCheck
  readonly tally: Tally
  readonly onEvent: (event: ViewerEvent) => void
  /** Called for each frame that comes, before it is measured. */
  readonly onFrame: (nowMicros: number) => void
}

export type ViewerEvent =
  | { readonly type: 'joined'; readonly viewer: number; readonly joinMicros: number }
  | { readonly type: 'lost'; readonly viewer: number; readonly reason: string }
  | {
      readonly type: 'fault'
      readonly viewer: number
      readonly fault: Fault
      /** `missing` is counted once a chunk, and told once a hole. */
      readonly times: number
      readonly detail: string
    }
  | { readonly type: 'stuck'; readonly viewer: number }
  | { readonly type: 'epoch'; readonly viewer: number; readonly epoch: number }

/** What one viewer counts for itself, so that the worst can be named. */
export interface OwnCounts {
  freshChunks: number
  faults: number
  disconnects: number
}

export interface Viewer {
  readonly id: number
  readonly connected: boolean
  /** Which of all edges it is on, or dials. */
  readonly edge: number
  readonly own: OwnCounts
  readonly stuck: boolean
  readonly playback: Playback
  readonly gap: GapMeter
  /** Capture to arrival of the newest picture, µs; undefined before the clocks on its way are known. */
  readonly pathMicros: number | undefined
  /** How long it has had no moving picture, µs, from its first dial on; 0 while it has one, and while it is not to. */
  withoutPictureMicros(nowMicros: number): number
  /** Capture to playhead now, µs; undefined while nothing plays. */
  liveMicros(nowMicros: number): number | undefined
  start(): void
  /** Stops reading, with the connection open. */
  stick(): void
  unstick(): void
  /** Called a few times a second: finds out whether a silent parent still lives. */
  tick(nowMicros: number): void
  /** The process did not run for so long until now: nothing of that is the stream's. */
  slept(nowMicros: number, sleptMicros: number): void
  stop(): Promise<void>
}

const RETRY: Backoff = { firstMillis: 50, mostMillis: 1000 }
const CLOCK_EVERY_MICROS = 2_000_000
/** A parent that has been silent for so long is asked for a sign of life. */
const QUIET_MICROS = 500_000
/** One that has said nothing for so long, not even the time, is dead. */
const DEAD_MICROS = 2_000_000
/** A busy edge may take its time with the handshake and its hello. */
const GREETING_MICROS = 6_000_000

interface Track {
  readonly name: string
  readonly verifier: TrackVerifier
}

const placeOf = (track: Track, frame: Frame): string =>
  `${track.name} ${frame.epoch}/${frame.sequence} (group ${frame.group})`

export const createViewer = (options: ViewerOptions): Viewer => {
  const { id, edges, nowMicros, tally, onEvent } = options
  const playback = createPlayback(options.playback)
  const gap = createGapMeter()
  const clock = createParentClock({ askTime: () => connection?.askClock() })
  const tracks = new Map<string, Track>()
  let byId = new Map<number, Track>()
  let named = new Set<number>()
  let primary: Track | undefined
  let parentIndex: number | undefined
  let connection: Connection | undefined
  let retryTimer: NodeJS.Timeout | undefined
  let connected = false
  let stuck = false
  let stopped = false
  let attempt = 0
  let edgeAt = options.firstEdge
  const own: OwnCounts = { freshChunks: 0, faults: 0, disconnects: 0 }
  let dialedMicros = 0
  let firstDialedMicros = 0
  let heardMicros = 0
  let askedMicros = 0
  let waiting = true
  /** Since when it is awake again, until it has caught up. */
  let wokeMicros: number | undefined
  let arrivalLagMicros: number | undefined
  let subscribed = ''

  const fault = (kind: Fault, detail: string, times = 1): void => {
    tally.faults[kind] += times
    own.faults += times
    onEvent({ type: 'fault', viewer: id, fault: kind, times, detail })
  }

  const onCatalog = (catalog: Catalog): readonly Subscription[] | undefined => {
    named = new Set(catalog.nodes.map(({ index }) => index))
    const selection = select(catalog, options)
    if (!selection) return undefined
    byId = new Map()
    for (const { id: trackId, name, kind } of selection.tracks) {
      const track = tracks.get(name) ?? { name, verifier: createTrackVerifier(kind, options.isIntact) }
      tracks.set(name, track)
      byId.set(trackId, track)
      if (kind === 'video' || !primary) primary = track
    }
    // A catalog also comes when an epoch begins: nothing to say to the parent then.
    const names = JSON.stringify([selection.stream, ...selection.tracks.map(({ name }) => name)])
    if (names === subscribed) return undefined
    subscribed = names
    return [...byId.values()].map(({ name, verifier }) => {
      const resume = verifier.resume()
      return { stream: selection.stream, track: name, ...(resume ? { resume } : {}) }
    })
  }

  const measure = (frame: Frame, nowMicrosAtArrival: number, decodable: boolean): void => {
    const since = gap.take(nowMicrosAtArrival, frame.captureTimeMicros, frame.replay)
    if (since !== undefined) tally.gap.record(since)
    if (!decodable) return
    if (waiting) {
      waiting = false
      attempt = 0
      tally.join.record(nowMicrosAtArrival - dialedMicros)
      onEvent({ type: 'joined', viewer: id, joinMicros: nowMicrosAtArrival - dialedMicros })
    }
    playback.take(nowMicrosAtArrival, frame.durationMicros, frame.replay)
    const link = clock.came(frame, nowMicrosAtArrival)
    const { offsetMicros, errorMicros } = offsetToOrigin(frame.trail, link)
    // Until every clock on the way is known, and while one is in doubt, a latency would be of this machine's own making.
    if (!Number.isFinite(errorMicros)) return
    const lagMicros = latencyMicros(frame.captureTimeMicros, nowMicrosAtArrival, offsetMicros)
    // Nor while the clocks may be off by more than all of it, as after the first answers of a busy edge.
    if (lagMicros < errorMicros) return
    if (wokeMicros !== undefined && !frame.replay) {
      // What was sent while the process slept has waited for it.
      if ((frame.trail.at(-1)?.sendMicros ?? 0) < wokeMicros + (link?.offsetMicros ?? 0)) return
      caughtUp()
    }
    // The newest picture's age on arrival; the playhead is as much older as there is media before it.
    arrivalLagMicros = lagMicros
    if (frame.replay) return
    tally.path.record(arrivalLagMicros)
    tally.live.record(arrivalLagMicros + playback.levelMicros(nowMicrosAtArrival))
  }

  const caughtUp = (): void => {
    wokeMicros = undefined
    for (const { verifier } of tracks.values()) verifier.setSlept(false)
  }

  const onFrame = (frame: Frame, bytes: number, now: number): void => {
    heardMicros = now
    options.onFrame(now)
    if (frame.type === 'chunk') tally.chunks++
    tally.bytes += bytes
    const track = byId.get(frame.trackId)
    if (!track) {
      fault('unknown-track', `track id ${frame.trackId}`)
      return
    }
    const verdict = track.verifier.take(frame)
    if (verdict.faults.length > 0) {
      for (const kind of new Set(verdict.faults)) {
        fault(kind, placeOf(track, frame), verdict.faults.filter((other) => other === kind).length)
      }
    }
    if (frame.type === 'chunk') {
      const untrue = trailFault(frame.trail, parentIndex, named)
      if (untrue) fault('trail', `${placeOf(track, frame)}: ${untrue}`)
      tally.impossibleHops += impossibleHops(frame.trail)
    }
    tally.missedAway += verdict.missedAway
    if (verdict.newEpoch) {
      tally.newEpochs++
      onEvent({ type: 'epoch', viewer: id, epoch: frame.epoch })
    }
    if (!verdict.fresh) return
    tally.freshChunks++
    own.freshChunks++
    if (frame.replay) tally.replayedChunks++
    if (!verdict.decodable) tally.undecodableChunks++
    if (track === primary) measure(frame, now, verdict.decodable)
  }

  const dial = (): void => {
    dialedMicros = nowMicros()
    if (firstDialedMicros === 0) firstDialedMicros = dialedMicros
    heardMicros = dialedMicros
    askedMicros = 0
    parentIndex = undefined
    subscribed = ''
    waiting = true
    clock.clear()
    for (const { verifier } of tracks.values()) verifier.reconnected()
    connection = connect(edges[edgeAt % edges.length] as string, nowMicros, {
      onHello: (index) => {
        parentIndex = index
        connected = true
        heardMicros = nowMicros()
        askedMicros = heardMicros
        connection?.askClock()
      },
      onCatalog,
      onFrame,
      onClock: (sample) => {
        heardMicros = nowMicros()
        clock.answered(sample.t0, sample.t1, sample.t2, sample.t3)
      },
      onMalformed: (error) => fault('malformed', error.message),
      onEnd: (opened, reason) => {
        connected = false
        connection = undefined
        if (stopped) return
        if (opened) {
          tally.disconnects++
          own.disconnects++
        } else tally.failedDials++
        onEvent({ type: 'lost', viewer: id, reason })
        edgeAt++
        retryTimer = setTimeout(dial, backoffMillis(options.retry ?? RETRY, attempt++, options.random()))
      },
    })
    if (stuck) connection.pause()
  }

  return {
    id,
    playback,
    gap,
    get connected() {
      return connected
    },
    get stuck() {
      return stuck
    },
    own,
    get edge() {
      return edgeAt % edges.length
    },
    get pathMicros() {
      return arrivalLagMicros
    },
    liveMicros: (now) =>
      arrivalLagMicros === undefined || !playback.playing(now)
        ? undefined
        : arrivalLagMicros + playback.levelMicros(now),
    withoutPictureMicros: (now) => {
      if (firstDialedMicros === 0 || stuck) return 0
      return playback.started ? playback.standingMicros(now) : now - firstDialedMicros
    },
    start: dial,
    stick: () => {
      stuck = true
      gap.pause()
      connection?.pause()
      onEvent({ type: 'stuck', viewer: id })
    },
    unstick: () => {
      stuck = false
      heardMicros = nowMicros()
      connection?.resume()
    },
    tick: (now) => {
      if (!connection || stuck) return
      const silent = now - heardMicros
      if (silent > (connected ? DEAD_MICROS : GREETING_MICROS)) connection.drop('the parent is silent')
      else if (now - askedMicros > (silent > QUIET_MICROS ? QUIET_MICROS : CLOCK_EVERY_MICROS)) {
        askedMicros = now
        connection.askClock()
      }
    },
    slept: (now, sleptMicros) => {
      wokeMicros = now
      for (const { verifier } of tracks.values()) verifier.setSlept(true)
      heardMicros = now
      if (firstDialedMicros > 0) firstDialedMicros += sleptMicros
      dialedMicros += sleptMicros
      playback.slept(now)
      gap.pause()
    },
    stop: async () => {
      stopped = true
      clearTimeout(retryTimer)
      await connection?.close('the viewer leaves')
    },
  }
}
