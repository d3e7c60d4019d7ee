// What the viewers measured, as plain data: for the live table, the JSON at the end, and whoever uses this as a library.
import { quantileOfSorted } from '@weir/figures'
import type { Histogram } from '@weir/figures/histogram'
import type { FaultCounts } from './faults.ts'
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
  readonly playing: number
  readonly chunks: number
  readonly freshChunks: number
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
  readonly joinMillis: Quantiles
  readonly pathMillis: Quantiles
  readonly liveMillis: Quantiles
  readonly gapMillis: Quantiles
  /** Largest gap of each viewer since the window was opened, sorted. */
  readonly windowGapsMillis: readonly number[]
  /** Largest time between two captures in that window: what of the gaps the source brought along. */
  readonly windowSourceGapMillis: number
}

export interface Report {
  readonly elapsedSeconds: number
  /** Media that the modelled player holds ahead of its playhead, ms. */
  readonly bufferMillis: number
  /** Those that read. */
  readonly reading: GroupReport
  /** Those that stopped reading, if there are any. */
  readonly stuck: GroupReport | null
  /** The first breaks of a rule, in words. */
  readonly samples: readonly string[]
  readonly rssBytes: number
  /** No rule was broken: `missing` does not count for viewers that stopped reading. */
  readonly ok: boolean
}

const MILLI = 1000
const round = (value: number): number => Math.round(value * 1000) / 1000

export const quantilesOf = (histogram: Histogram): Quantiles => {
  const at = (q: number): number | null => {
    const micros = histogram.quantile(q)
    return micros === undefined ? null : round(micros / MILLI)
  }
  return { count: histogram.count, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) }
}

/** What has to be asked of each viewer rather than of the tally. */
export interface ViewerReading {
  readonly connected: boolean
  readonly playing: boolean
  readonly stalls: number
  readonly stalledMicros: number
  readonly jumps: number
  readonly liveMicros: number | undefined
  readonly largestGapMicros: number
  readonly sourceGapMicros: number
}

export const groupReport = (tally: Tally, viewers: readonly ViewerReading[]): GroupReport => {
  const sum = (of: (viewer: ViewerReading) => number) => viewers.reduce((total, viewer) => total + of(viewer), 0)
  const live = viewers
    .flatMap(({ liveMicros }) => (liveMicros === undefined ? [] : [round(liveMicros / MILLI)]))
    .sort((a, b) => a - b)
  return {
    viewers: viewers.length,
    connected: sum(({ connected }) => (connected ? 1 : 0)),
    playing: sum(({ playing }) => (playing ? 1 : 0)),
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
    liveNowMillis: { p50: quantileOfSorted(live, 0.5) ?? null, max: live[live.length - 1] ?? null },
    joinMillis: quantilesOf(tally.join),
    pathMillis: quantilesOf(tally.path),
    liveMillis: quantilesOf(tally.live),
    gapMillis: quantilesOf(tally.gap),
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
