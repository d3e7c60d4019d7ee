// What one series showed, what is wrong with it, and what several of them come to. Pure.
import { quantile } from '@weir/figures'
import type { Quantiles } from '../latency/quantiles.ts'
import type { Counts } from './viewers.ts'

/** So many viewers on one server, through one window. */
export interface Series extends Counts {
  readonly viewers: number
  /** Of the server. */
  readonly cpuSeconds: number
  /** Of that, as far as the kernel's ticks tell; the rest is the system's. */
  readonly userShare: number
  readonly viewersCpuSeconds: number
  readonly residentBytes: number
  /** The largest gap of each viewer, ms. */
  readonly gap: Quantiles | undefined
  /** Source to viewer, ms. */
  readonly delay: Quantiles | undefined
}

/** What one server showed with so many viewers: medians over the rounds. */
export interface Summary {
  readonly server: string
  readonly viewers: number
  readonly rounds: number
  readonly microsPerChunk: number
  readonly userMicrosPerChunk: number
  readonly systemMicrosPerChunk: number
  /** Least and most of the rounds. */
  readonly spreadMicros: readonly [number, number]
  readonly cores: number
  readonly viewersCores: number
  readonly residentBytes: number
  readonly delayMillis: { readonly p50: number; readonly p99: number }
  /** The largest of each viewer: medians over the rounds, but the largest of all. */
  readonly gapMillis: { readonly p50: number; readonly p99: number; readonly max: number }
  /** The longest that the source paused. */
  readonly sourceGapMillis: number
  /** Sentences; none when every viewer got every chunk. */
  readonly faults: readonly string[]
}

const FRAMES_PER_SECOND = 30
/** Chunks by which a window may differ from its seconds, and a viewer from another: some are on their way. */
const SLACK_CHUNKS = 3

/** CPU of the server for each chunk that a viewer got. */
export const microsPerChunk = ({ cpuSeconds, chunks }: Series): number => (cpuSeconds / chunks) * 1e6

/** What was not delivered, in words. Throws when there is nothing to speak of: a figure of that would be made up. */
export const faultsOf = (series: Series): string[] => {
  if (series.chunks === 0 || series.sent === 0) throw new Error('an empty series: no viewer got any chunk')
  if (!(series.cpuSeconds > 0)) throw new Error('an empty series: the server took no CPU at all')
  const faults: string[] = []
  const due = series.seconds * FRAMES_PER_SECOND
  const expected = series.sent * series.viewers
  if (Math.abs(series.sent - due) > SLACK_CHUNKS) {
    faults.push(`the source made ${series.sent} chunks where ${due.toFixed(0)} were due`)
  }
  if (series.steady !== series.viewers) faults.push(`${series.steady} of ${series.viewers} viewers stayed`)
  if (Math.abs(series.chunks - expected) > SLACK_CHUNKS * series.viewers) {
    faults.push(`${series.chunks} of ${expected} chunks arrived`)
  }
  if (series.behind > SLACK_CHUNKS) faults.push(`the last viewer is ${series.behind} chunks behind`)
  for (const what of ['missing', 'repeated', 'torn', 'closed'] as const) {
    if (series[what] > 0) faults.push(`${series[what]} ${what}`)
  }
  return faults
}

const median = (values: readonly number[]): number => quantile(values, 0.5) as number

/** Of at least one series. */
export const summarize = (server: string, series: readonly Series[]): Summary => {
  const viewers = series[0]?.viewers
  if (viewers === undefined) throw new Error(`an empty series: ${server} was not measured`)
  const faults = [...new Set(series.flatMap(faultsOf))]
  const perChunk = series.map(microsPerChunk)
  const of = (figure: (one: Series) => number | undefined) => median(series.map((one) => figure(one) ?? Number.NaN))
  return {
    server,
    viewers,
    rounds: series.length,
    microsPerChunk: median(perChunk),
    userMicrosPerChunk: of((one) => microsPerChunk(one) * one.userShare),
    systemMicrosPerChunk: of((one) => microsPerChunk(one) * (1 - one.userShare)),
    spreadMicros: [Math.min(...perChunk), Math.max(...perChunk)],
    cores: of((one) => one.cpuSeconds / one.seconds),
    viewersCores: of((one) => one.viewersCpuSeconds / one.seconds),
    residentBytes: of((one) => one.residentBytes),
    delayMillis: { p50: of(({ delay }) => delay?.p50), p99: of(({ delay }) => delay?.p99) },
    gapMillis: {
      p50: of(({ gap }) => gap?.p50),
      p99: of(({ gap }) => gap?.p99),
      max: Math.max(...series.map(({ gap }) => gap?.max ?? Number.NaN)),
    },
    sourceGapMillis: Math.max(...series.map((one) => one.sourceGapMillis)),
    faults,
  }
}
