// What bursts of joins show, as rows and verdicts. Pure.
import { type Quantiles, quantilesOf } from '../latency/quantiles.ts'
import { markdownTable } from '../markdown-table.ts'

export interface Burst {
  readonly joins: number
  /** Had their first chunk when the window ended. */
  readonly joined: number
  readonly watching: number
  /** From connecting to the first chunk, of each that joined. */
  readonly firstsMillis: readonly number[]
  /** The largest gap of each that watched. */
  readonly gapsMillis: readonly number[]
  /** Chunks that were left out, and connections that failed or were closed. */
  readonly missing: number
  readonly sourceGapMillis: number
}

/** All rounds together. */
export interface BurstSummary {
  readonly server: string
  readonly rounds: number
  readonly joins: number
  readonly joined: number
  readonly first: Quantiles
  readonly gap: Quantiles
  readonly missing: number
  readonly sourceGapMillis: number
}

const FRAME_MILLIS = 1000 / 30
const FIRST_MILLIS = 500
const GAP_FRAMES = 3

/** Throws when there is nothing to speak of: a figure of that would be made up. */
export const summarizeBursts = (server: string, bursts: readonly Burst[]): BurstSummary => {
  const sum = (of: (burst: Burst) => number) => bursts.reduce((total, burst) => total + of(burst), 0)
  const first = quantilesOf(bursts.flatMap(({ firstsMillis }) => firstsMillis))
  const gap = quantilesOf(bursts.flatMap(({ gapsMillis }) => gapsMillis))
  if (!first) throw new Error(`an empty series: nobody who joined ${server} got any chunk`)
  if (!gap || gap.count < sum(({ watching }) => watching)) {
    throw new Error(`an empty series: ${gap?.count ?? 0} of those that watch ${server} got any chunk`)
  }
  return {
    server,
    rounds: bursts.length,
    joins: sum(({ joins }) => joins),
    joined: sum(({ joined }) => joined),
    first,
    gap,
    missing: sum(({ missing }) => missing),
    sourceGapMillis: Math.max(...bursts.map(({ sourceGapMillis }) => sourceGapMillis)),
  }
}

const HEAD = [
  'server',
  'joined',
  'first chunk p50 / p99 / max, ms',
  'largest gap of those that watch p50 / p99 / max, ms',
  'max in frame times',
  'source paused, ms',
  'missing',
]

export const burstTable = (summaries: readonly BurstSummary[]): string =>
  markdownTable(
    HEAD,
    summaries.map(({ server, joins, joined, first, gap, missing, sourceGapMillis }) => [
      server,
      `${joined} of ${joins}`,
      `${first.p50.toFixed(0)} / ${first.p99.toFixed(0)} / ${first.max.toFixed(0)}`,
      `${gap.p50.toFixed(0)} / ${gap.p99.toFixed(0)} / ${gap.max.toFixed(0)}`,
      (gap.max / FRAME_MILLIS).toFixed(1),
      sourceGapMillis.toFixed(0),
      String(missing),
    ]),
  )

/** Baselines are held to what everybody is: that all arrives. */
export const missedBursts = (summaries: readonly BurstSummary[]): string[] =>
  summaries.flatMap(({ server, joins, joined, first, gap, missing, sourceGapMillis }) => [
    ...(joined < joins ? [`${server}: ${joined} of ${joins} that joined got a chunk`] : []),
    ...(missing > 0 ? [`${server}: ${missing} chunks or connections are missing`] : []),
    ...(server.startsWith('Weir') && first.max > FIRST_MILLIS
      ? [`${server}: a first chunk after ${first.max.toFixed(0)} ms, at most ${FIRST_MILLIS} expected`]
      : []),
    ...(server.startsWith('Weir') && gap.max > GAP_FRAMES * FRAME_MILLIS
      ? [
          `${server}: a gap of ${(gap.max / FRAME_MILLIS).toFixed(1)} frame times, at most ${GAP_FRAMES} expected (the source paused for ${sourceGapMillis.toFixed(0)} ms)`,
        ]
      : []),
  ])
