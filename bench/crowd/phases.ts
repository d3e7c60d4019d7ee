// What a phase of the crowd shows, as a row and as verdicts. Pure.
import { quantileOfSorted } from '@weir/figures'
import type { Holdings } from '../lab-metrics.ts'

export interface Phase {
  readonly name: 'all read' | 'one in ten stopped' | 'all read again'
  readonly seconds: number
  /** Of the viewers that read all along: the largest gap of each, sorted. */
  readonly gapsMillis: readonly number[]
  /** Largest time between two captures, ms: a source that paused by itself. */
  readonly sourceGapMillis: number
  /** Longest that the viewers' process was busy with something else, ms, and the cores that it used. */
  readonly ownDelayMillis: number
  readonly ownCpu: number
  readonly faults: number
  readonly stalls: number
  readonly disconnects: number
  readonly chunksPerSecond: number
  /** Of the edge, once a second. */
  readonly held: readonly Holdings[]
}

const megabytes = (bytes: number | undefined): string => ((bytes ?? 0) / 1e6).toFixed(0)
/** Processor time of the edge by the wall. */
const cores = ({ held, seconds }: Phase): number =>
  ((held.at(-1)?.cpuSeconds ?? 0) - (held[0]?.cpuSeconds ?? 0)) / Math.max(1, seconds - 1)
const most = (phase: Phase, of: (held: Holdings) => number): number => Math.max(0, ...phase.held.map(of))

export const HEAD = [
  'phase',
  'largest gap of those that read p50 / p99 / max, ms',
  'source / bench paused, ms',
  'faults',
  'stalls',
  'lost',
  'chunks/s',
  'cores of edge / bench',
  'edge RSS first / max / last, MB',
  'queued at most, kB',
  'dropped',
]

export const phaseRow = (phase: Phase): string[] => {
  const at = (q: number) => (quantileOfSorted(phase.gapsMillis, q) ?? 0).toFixed(1)
  const rss = (held: Holdings | undefined) => megabytes(held?.residentBytes)
  const dropped = (phase.held.at(-1)?.droppedChunks ?? 0) - (phase.held[0]?.droppedChunks ?? 0)
  return [
    phase.name,
    `${at(0.5)} / ${at(0.99)} / ${at(1)}`,
    `${phase.sourceGapMillis.toFixed(0)} / ${phase.ownDelayMillis.toFixed(0)}`,
    String(phase.faults),
    String(phase.stalls),
    String(phase.disconnects),
    phase.chunksPerSecond.toFixed(0),
    `${cores(phase).toFixed(2)} / ${phase.ownCpu.toFixed(2)}`,
    `${rss(phase.held[0])} / ${megabytes(most(phase, ({ residentBytes }) => residentBytes))} / ${rss(phase.held.at(-1))}`,
    (most(phase, ({ queueBytes }) => queueBytes) / 1e3).toFixed(0),
    String(dropped),
  ]
}

/** Bytes that a downlink may hold by default, and what comes with each (buffers' heads, allocator). */
const DOWNLINK_BYTES = 1_000_000 * 1.5
/** A garbage collector is free to let this much stand. */
const SLACK_BYTES = 60_000_000
/** Besides what it shows while all read: the player holds 100 ms. */
const GAP_MILLIS = 100

/** What is not as it has to be, in words. */
export const verdictsOf = (phases: readonly Phase[], stuck: number): string[] => {
  const verdicts: string[] = []
  const control = phases[0] as Phase
  const usual = Math.max(0, ...control.held.map(({ residentBytes }) => residentBytes))
  const usualGap = control.gapsMillis.at(-1) ?? 0
  for (const phase of phases) {
    if (phase.faults > 0) verdicts.push(`${phase.name}: ${phase.faults} rules broken at viewers that read`)
    if (phase.disconnects > 0) verdicts.push(`${phase.name}: ${phase.disconnects} viewers that read lost their edge`)
    if (phase === control) continue
    if (phase.stalls > control.stalls) verdicts.push(`${phase.name}: ${phase.stalls} stalls`)
    const gap = phase.gapsMillis.at(-1) ?? 0
    if (gap > usualGap + GAP_MILLIS)
      verdicts.push(`${phase.name}: largest gap ${gap} ms, ${usualGap} ms while all read`)
    const peak = most(phase, ({ residentBytes }) => residentBytes)
    if (peak > usual + stuck * DOWNLINK_BYTES + SLACK_BYTES) {
      verdicts.push(`${phase.name}: the edge holds ${megabytes(peak)} MB, ${megabytes(usual)} MB while all read`)
    }
  }
  const last = phases.at(-1)?.held.at(-1)
  if (last && last.residentBytes > usual + SLACK_BYTES) {
    verdicts.push(`the edge keeps ${megabytes(last.residentBytes)} MB, ${megabytes(usual)} MB before`)
  }
  if (last && last.queueBytes > DOWNLINK_BYTES) verdicts.push(`the edge still queues ${last.queueBytes} bytes`)
  return verdicts
}
