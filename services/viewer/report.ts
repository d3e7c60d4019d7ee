// What the viewers measured, as plain data: for the live table, the JSON at the end, and whoever uses this as a library.
import type { Histogram } from '@weir/figures/histogram'
import type { EdgeReport, ViewerReport } from './breakdown.ts'
import type { FaultCounts } from './faults.ts'
import { isWithoutPicture, MILLI, nowOf, round, type ViewerReading } from './reading.ts'
import type { Tally } from './tally.ts'

/** Times in ms. All null when nothing was recorded. */
export interface Quantiles {
  readonly count: number
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
}

export interface GroupReport {
  readonly viewers: number
  readonly connected: number
  /** Have had a picture at any time. */
  readonly joined: number
  /** Whose picture moves now. */
  readonly playing: number
  /** Have had no moving picture for two seconds and more; those whose turn to join is still to come are not counted. */
  readonly withoutPicture: number
  /** Media chunks received, whatever is to be said of them. */
  readonly chunks: number
  /** Of these, the new ones: in their place, and there for the first time. */
  readonly freshChunks: number
  /** Of the new ones, those that the edge sent out of its cache, at a join or after a loss. */
  readonly replayedChunks: number
  /** Fresh, but with something missing since the last keyframe. */
  readonly undecodableChunks: number
  readonly bytes: number
  readonly faults: FaultCounts
  readonly missedAway: number
  readonly newEpochs: number
  readonly disconnects: number
  readonly failedDials: number
  readonly impossibleHops: number
  readonly stalls: number
  readonly stalledSeconds: number
  readonly jumps: number
  /** Of the playhead behind the capture, right now, over the viewers that play. */
  readonly liveNowMillis: { readonly p50: number | null; readonly max: number | null }
  /** Of the newest picture, from its capture to its arrival, right now. */
  readonly pathNowMillis: { readonly p50: number | null; readonly max: number | null }
  readonly joinMillis: Quantiles
  readonly pathMillis: Quantiles
  readonly liveMillis: Quantiles
  /** `max` counts the gaps that are still open. */
  readonly gapMillis: Quantiles
  /** Largest gap of each viewer since the window was opened, sorted. */
  readonly windowGapsMillis: readonly number[]
  /** Largest time between two captures in that window: what of the gaps the source brought along. */
  readonly windowSourceGapMillis: number
}

export interface Report {
  readonly elapsedSeconds: number
  /** Of that, how long this process did not run: stopped, or on a machine that slept. No stall, gap or latency has it. */
  readonly sleptSeconds: number
  /** Media that the modelled player holds ahead of its playhead, ms. */
  readonly bufferMillis: number
  /** Those that read. */
  readonly reading: GroupReport
  /** Those that stopped reading, if there are any. */
  readonly stuck: GroupReport | null
  /** The first breaks of a rule, in words. */
  readonly firstFaults: readonly string[]
  /** In the order in which the edges were given. */
  readonly perEdge: readonly EdgeReport[]
  /** The worst first: faults, then time without a picture, then stalls, then the largest gap. */
  readonly perViewer: readonly ViewerReport[]
  readonly rssBytes: number
  /**
   * No rule was broken (`missing` does not count for viewers that stopped reading), and nobody who reads is without a
   * picture.
   */
  readonly ok: boolean
}

/** The run a second after another, to be plotted. */
export interface SecondReport {
  readonly atSeconds: number
  readonly connected: number
  readonly playing: number
  /** Over the time since the sample before. */
  readonly chunksPerSecond: number
  readonly bitsPerSecond: number
  readonly pathP50Millis: number | null
  readonly liveP50Millis: number | null
  /** Totals so far. */
  readonly stalls: number
  readonly disconnects: number
  readonly faults: number
}

const quantilesOf = (histogram: Histogram): Quantiles => {
  const at = (q: number): number | null => {
    const micros = histogram.quantile(q)
    return micros === undefined ? null : round(micros / MILLI)
  }
  return { count: histogram.count, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

/** What a run was like since the report before. */
export const secondReport = (before: Report | undefined, { elapsedSeconds, reading }: Report): SecondReport => {
  const seconds = elapsedSeconds - (before?.elapsedSeconds ?? 0)
  const rate = (now: number, then = 0) => (seconds > 0 ? round((now - then) / seconds) : 0)
  return {
    atSeconds: elapsedSeconds,
    connected: reading.connected,
    playing: reading.playing,
    chunksPerSecond: rate(reading.chunks, before?.reading.chunks),
    bitsPerSecond: 8 * rate(reading.bytes, before?.reading.bytes),
    pathP50Millis: reading.pathNowMillis.p50,
    liveP50Millis: reading.liveNowMillis.p50,
    stalls: reading.stalls,
    disconnects: reading.disconnects,
    faults: Object.values(reading.faults).reduce((sum, count) => sum + count, 0),
  }
}

/** A gap that lasts has no length yet that could be counted among the others, but is no shorter than this. */
const withOpen = (closed: Quantiles, viewers: readonly ViewerReading[]): Quantiles => {
  const open = viewers.reduce((most, { openGapMicros }) => Math.max(most, openGapMicros), 0)
  return open === 0 ? closed : { ...closed, max: Math.max(closed.max ?? 0, round(open / MILLI)) }
}

export const groupReport = (tally: Tally, viewers: readonly ViewerReading[]): GroupReport => {
  const sum = (of: (viewer: ViewerReading) => number) => viewers.reduce((total, viewer) => total + of(viewer), 0)
  return {
    viewers: viewers.length,
    connected: sum(({ connected }) => (connected ? 1 : 0)),
    joined: sum(({ joined }) => (joined ? 1 : 0)),
    playing: sum(({ playing }) => (playing ? 1 : 0)),
    withoutPicture: viewers.filter(isWithoutPicture).length,
    chunks: tally.chunks,
    freshChunks: tally.freshChunks,
    replayedChunks: tally.replayedChunks,
    undecodableChunks: tally.undecodableChunks,
    bytes: tally.bytes,
    faults: { ...tally.faults },
    missedAway: tally.missedAway,
    newEpochs: tally.newEpochs,
    disconnects: tally.disconnects,
    failedDials: tally.failedDials,
    impossibleHops: tally.impossibleHops,
    stalls: sum(({ stalls }) => stalls),
    stalledSeconds: round(sum(({ stalledMicros }) => stalledMicros) / 1e6),
    jumps: sum(({ jumps }) => jumps),
    pathNowMillis: nowOf(viewers.map(({ pathMicros }) => pathMicros)),
    liveNowMillis: nowOf(viewers.map(({ liveMicros }) => liveMicros)),
    joinMillis: quantilesOf(tally.join),
    pathMillis: quantilesOf(tally.path),
    liveMillis: quantilesOf(tally.live),
    gapMillis: withOpen(quantilesOf(tally.gap), viewers),
    windowGapsMillis: viewers.map(({ largestGapMicros }) => round(largestGapMicros / MILLI)).sort((a, b) => a - b),
    windowSourceGapMillis: round(
      viewers.reduce((most, { sourceGapMicros }) => Math.max(most, sourceGapMicros), 0) / MILLI,
    ),
  }
}

/** A reader that stopped is dropped to the next keyframe, or sent away: what it misses is its own doing. */
export const isOwnDoing = (fault: string): boolean => fault === 'missing'

export const faultsOf = (group: GroupReport | null, stuck: boolean): number =>
  group === null
    ? 0
    : Object.entries(group.faults).reduce((sum, [name, count]) => sum + (stuck && isOwnDoing(name) ? 0 : count), 0)
