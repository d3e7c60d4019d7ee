// Thousands of viewers in one process. `startViewers(options)` gives them, joined over `rampSeconds` in a seeded order;
// `snapshot()` says what they measured so far. Owns the viewers and its timers; `stop()` ends all of it.
import { seededRandom } from '@weir/figures'
import { collectYoungGarbage, createQuiet } from '@weir/quiet'
import { type Backoff, createSleep, wallMicros } from '@weir/time'
import { edgeReports, viewerReports } from './breakdown.ts'
import { createSharedCheck } from './payload-check.ts'
import { PLAYBACK, type PlaybackPolicy } from './playback.ts'
import type { ViewerReading } from './reading.ts'
import { faultsOf, groupReport, isOwnDoing, type Report } from './report.ts'
import { createTally } from './tally.ts'
import { createViewer, type Viewer, type ViewerEvent } from './viewer.ts'

export interface ViewersOptions {
  /** How many. */
  readonly count: number
  /** As in http://127.0.0.1:8081 or ws://127.0.0.1:8081/push. Viewers start on them in turn, and go to the next when one is lost. */
  readonly edges: readonly string[]
  /** What the report calls them besides, in the same order. */
  readonly edgeIds?: readonly (string | null)[]
  /** Undefined takes the first stream of the catalog. */
  readonly stream?: string | undefined
  /** Undefined takes all. */
  readonly tracks?: readonly string[] | undefined
  /** Over how long they join, at random moments; 0 dials all at once. */
  readonly rampSeconds?: number
  /** Share of the viewers that stop reading. */
  readonly stuckShare?: number
  /** How long after its join such a viewer stops, s (2); Infinity waits for `stick()`. */
  readonly stuckAfterSeconds?: number
  /** How long it then doesn't read, s; for ever when left out. */
  readonly stuckForSeconds?: number
  /** Media that the modelled player holds, ms. */
  readonly bufferMillis?: number
  readonly seed?: number
  readonly retry?: Backoff
  readonly onEvent?: (event: ViewerEvent) => void
}

export interface Viewers {
  snapshot(): Report
  /** Begins a new window of `windowGapsMillis`. */
  openWindow(): void
  /** The share that `stuckShare` says stops reading now. */
  stick(): void
  /** They read again. */
  unstick(): void
  stop(): Promise<void>
}

const MOST_FIRST_FAULTS = 20
const TICK_MILLIS = 250

/** The address of /push on an edge that was given as a page, a host with a port, or that address itself. */
export const pushAddress = (edge: string): string => {
  const url = new URL(/^[a-z]+:\/\//.test(edge) ? edge : `http://${edge}`)
  const path = url.pathname.endsWith('/push') ? url.pathname : '/push'
  return `${url.protocol === 'https:' || url.protocol === 'wss:' ? 'wss' : 'ws'}://${url.host}${path}`
}

export const startViewers = (options: ViewersOptions): Viewers => {
  if (options.edges.length === 0) throw new Error('viewers need at least one edge')
  const addresses = options.edges.map(pushAddress)
  const random = seededRandom(options.seed ?? 1)
  const bufferMillis = options.bufferMillis ?? PLAYBACK.targetMicros / 1000
  const playback: PlaybackPolicy = { ...PLAYBACK, targetMicros: bufferMillis * 1000 }
  const nowMicros = () => wallMicros()
  const startedMicros = nowMicros()
  const reading = createTally()
  const stuck = createTally()
  const isIntact = createSharedCheck()
  const firstFaults: string[] = []
  const timers = new Set<NodeJS.Timeout>()

  const later = (seconds: number, action: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      action()
    }, seconds * 1000)
    timers.add(timer)
  }
  const stuckCount = Math.round(options.count * (options.stuckShare ?? 0))
  // Spread evenly, so that each edge has its share of them.
  const sticks = (id: number): boolean =>
    Math.floor(((id + 1) * stuckCount) / options.count) > Math.floor((id * stuckCount) / options.count)
  const onEvent = (event: ViewerEvent): void => {
    if (
      event.type === 'fault' &&
      firstFaults.length < MOST_FIRST_FAULTS &&
      !(isOwnDoing(event.fault) && sticks(event.viewer))
    ) {
      const atSeconds = ((nowMicros() - startedMicros) / 1e6).toFixed(3)
      firstFaults.push(`at ${atSeconds} s, viewer ${event.viewer}: ${event.times} × ${event.fault}, ${event.detail}`)
    }
    options.onEvent?.(event)
  }

  // A collection of ours would be taken for a gap of the parents'.
  const quiet = createQuiet(collectYoungGarbage)
  const viewers: Viewer[] = []
  const sleep = createSleep()
  const beat = (now: number): void => {
    const sleptSeconds = sleep.beat(now / 1e6)
    if (sleptSeconds > 0) for (const viewer of viewers) viewer.slept(now, sleptSeconds * 1e6)
  }
  const onFrame = (now: number): void => {
    quiet.busy()
    beat(now)
  }
  const stickers = new Set<Viewer>()
  for (let id = 0; id < options.count; id++) {
    const viewer = createViewer({
      id,
      edges: addresses,
      firstEdge: id % addresses.length,
      stream: options.stream,
      tracks: options.tracks,
      nowMicros,
      random,
      playback,
      isIntact,
      tally: sticks(id) ? stuck : reading,
      onEvent,
      onFrame,
      ...(options.retry ? { retry: options.retry } : {}),
    })
    viewers.push(viewer)
    if (sticks(id)) stickers.add(viewer)
    const joinSeconds = random() * (options.rampSeconds ?? 0)
    later(joinSeconds, viewer.start)
    const stickSeconds = joinSeconds + (options.stuckAfterSeconds ?? 2)
    if (!sticks(id) || stickSeconds === Number.POSITIVE_INFINITY) continue
    later(stickSeconds, viewer.stick)
    if (options.stuckForSeconds !== undefined) later(stickSeconds + options.stuckForSeconds, viewer.unstick)
  }
  let tickedMicros = startedMicros
  const ticking = setInterval(() => {
    const now = nowMicros()
    // A stall of our own loop is no evidence against a parent: what it sent meanwhile is read only after the timers.
    const late = now - tickedMicros > 2 * TICK_MILLIS * 1000
    tickedMicros = now
    beat(now)
    if (!late) for (const viewer of viewers) viewer.tick(now)
  }, TICK_MILLIS)

  const read = (viewer: Viewer, now: number): ViewerReading => ({
    viewer: viewer.id,
    edge: options.edges.at(viewer.edge) as string,
    stuck: stickers.has(viewer),
    ...viewer.own,
    // What the last picture took is no news of one that has none.
    pathMicros: viewer.playback.playing(now) ? viewer.pathMicros : undefined,
    connected: viewer.connected,
    joined: viewer.playback.started,
    playing: viewer.playback.playing(now),
    withoutPictureMicros: viewer.withoutPictureMicros(now),
    openGapMicros: viewer.gap.openMicros(now),
    stalls: viewer.playback.stalls(now),
    stalledMicros: viewer.playback.stalledMicros(now),
    jumps: viewer.playback.jumps,
    liveMicros: viewer.liveMicros(now),
    largestGapMicros: viewer.gap.largestMicros(now),
    sourceGapMicros: viewer.gap.sourceMicros,
  })

  return {
    snapshot: () => {
      const now = nowMicros()
      beat(now)
      const all = viewers.map((viewer) => read(viewer, now))
      const groupOf = (tally: typeof reading, sticking: boolean) =>
        groupReport(
          tally,
          all.filter((viewer) => viewer.stuck === sticking),
        )
      const readers = groupOf(reading, false)
      const stuckOnes = stuckCount > 0 ? groupOf(stuck, true) : null
      return {
        elapsedSeconds: Math.round((now - startedMicros) / 1000) / 1000,
        sleptSeconds: Math.round(sleep.totalSeconds * 1000) / 1000,
        bufferMillis,
        reading: readers,
        stuck: stuckOnes,
        firstFaults: [...firstFaults],
        perEdge: edgeReports(
          options.edges.map((url, i) => ({ url, id: options.edgeIds?.[i] ?? null })),
          all,
        ),
        perViewer: viewerReports(all),
        rssBytes: process.memoryUsage.rss(),
        ok: faultsOf(readers, false) + faultsOf(stuckOnes, true) === 0 && readers.withoutPicture === 0,
      }
    },
    openWindow: () => {
      for (const viewer of viewers) viewer.gap.open()
    },
    stick: () => {
      for (const viewer of stickers) viewer.stick()
    },
    unstick: () => {
      for (const viewer of stickers) viewer.unstick()
    },
    stop: async () => {
      clearInterval(ticking)
      quiet.close()
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
      await Promise.all(viewers.map((viewer) => viewer.stop()))
    },
  }
}
