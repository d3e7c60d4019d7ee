// Summaries of the fan-out as a Markdown table and as verdicts. Pure.
import { markdownTable } from '../markdown-table.ts'
import type { Summary } from './series.ts'
import type { Missing } from './servers/server.ts'

const FLOOR = 'C floor'
const PRE_FRAMED = 'ws pre-framed'
/** Weir's doors against `ws` pre-framed, from so many viewers on. */
const TARGETED = ['Weir /mse', 'Weir /push']
const TARGET_RATIO = 1.1
const TARGET_VIEWERS = 200

const HEAD = [
  'viewers',
  'server',
  'µs a chunk (least–most)',
  'user + system',
  '× ws pre-framed',
  '',
  '× C floor',
  'cores: server / viewers',
  'delay p50 / p99, ms',
  'largest gap p50 / p99 / max, ms',
  'source paused, ms',
  'RSS, MB',
  'delivered',
]

/** How many times what the baseline takes with as many viewers; undefined when that was not measured. */
export const ratioTo = (all: readonly Summary[], summary: Summary, baseline: string): number | undefined => {
  const base = all.find(({ viewers, server }) => viewers === summary.viewers && server === baseline)
  return base && summary.microsPerChunk / base.microsPerChunk
}

/** Undefined where there is no target, or nothing to hold it against. */
const reached = (all: readonly Summary[], summary: Summary): boolean | undefined => {
  if (!TARGETED.includes(summary.server) || summary.viewers < TARGET_VIEWERS) return undefined
  const ratio = ratioTo(all, summary, PRE_FRAMED)
  return ratio === undefined ? undefined : ratio <= TARGET_RATIO
}

const cellsOf = (summary: Summary, all: readonly Summary[]): string[] => {
  const ratio = (baseline: string) => ratioTo(all, summary, baseline)?.toFixed(2) ?? ''
  const [least, most] = summary.spreadMicros
  const { delayMillis: delay, gapMillis: gap } = summary
  const verdict = reached(all, summary)
  return [
    String(summary.viewers),
    summary.server,
    `${summary.microsPerChunk.toFixed(1)} (${least.toFixed(1)}–${most.toFixed(1)})`,
    `${summary.userMicrosPerChunk.toFixed(1)} + ${summary.systemMicrosPerChunk.toFixed(1)}`,
    ratio(PRE_FRAMED),
    verdict === undefined ? '' : verdict ? 'reached' : 'missed',
    ratio(FLOOR),
    `${summary.cores.toFixed(2)} / ${summary.viewersCores.toFixed(2)}`,
    `${delay.p50.toFixed(2)} / ${delay.p99.toFixed(1)}`,
    `${gap.p50.toFixed(0)} / ${gap.p99.toFixed(0)} / ${gap.max.toFixed(0)}`,
    summary.sourceGapMillis.toFixed(0),
    (summary.residentBytes / 1e6).toFixed(0),
    summary.faults.length === 0 ? 'all' : summary.faults.join('; '),
  ]
}

/** What was left out follows the table. */
export const fanOutTable = (summaries: readonly Summary[], leftOut: readonly Missing[]): string =>
  [
    markdownTable(
      HEAD,
      summaries.map((summary) => cellsOf(summary, summaries)),
    ),
    ...leftOut.map(({ name, missing }) => `\nLeft out: ${name} (${missing}).`),
  ].join('\n')

export const missedTargets = (summaries: readonly Summary[]): string[] =>
  summaries.flatMap((summary) => {
    const name = `${summary.server} with ${summary.viewers} viewers`
    const ratio = ratioTo(summaries, summary, PRE_FRAMED)
    return [
      ...summary.faults.map((fault) => `${name}: ${fault}`),
      ...(reached(summaries, summary) === false
        ? [`${name}: ${ratio?.toFixed(2)} × ws pre-framed, at most ${TARGET_RATIO} expected`]
        : []),
    ]
  })
