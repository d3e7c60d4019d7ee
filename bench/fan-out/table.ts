// Summaries as a Markdown table. Pure.
import type { Summary } from './series.ts'

export const FLOOR = 'C floor'
export const PRE_FRAMED = 'ws pre-framed'

const HEAD = [
  'viewers',
  'server',
  'µs a chunk (least–most)',
  'user + system',
  '× ws pre-framed',
  '× C floor',
  'cores: server / viewers',
  'delay p50 / p99, ms',
  'largest gap p50 / p99 / max, ms',
  'RSS, MB',
  'delivered',
]

const byServer = (summaries: readonly Summary[], { viewers }: Summary, server: string): Summary | undefined =>
  summaries.find((summary) => summary.viewers === viewers && summary.server === server)

/** How many times what the baseline takes with as many viewers; undefined when that was not measured. */
export const ratioTo = (summaries: readonly Summary[], summary: Summary, baseline: string): number | undefined => {
  const base = byServer(summaries, summary, baseline)
  return base && summary.microsPerChunk / base.microsPerChunk
}

const cellsOf = (summary: Summary, all: readonly Summary[]): string[] => {
  const ratio = (baseline: string) => ratioTo(all, summary, baseline)?.toFixed(2) ?? ''
  const [least, most] = summary.spreadMicros
  const { delayMillis: delay, gapMillis: gap } = summary
  return [
    String(summary.viewers),
    summary.server,
    `${summary.microsPerChunk.toFixed(1)} (${least.toFixed(1)}–${most.toFixed(1)})`,
    `${summary.userMicrosPerChunk.toFixed(1)} + ${summary.systemMicrosPerChunk.toFixed(1)}`,
    ratio(PRE_FRAMED),
    ratio(FLOOR),
    `${summary.cores.toFixed(2)} / ${summary.viewersCores.toFixed(2)}`,
    `${delay.p50.toFixed(2)} / ${delay.p99.toFixed(1)}`,
    `${gap.p50.toFixed(0)} / ${gap.p99.toFixed(0)} / ${gap.max.toFixed(0)}`,
    (summary.residentBytes / 1e6).toFixed(0),
    summary.faults.length === 0 ? 'all' : summary.faults.join('; '),
  ]
}

export const markdown = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(3, ...all.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

export const fanOutTable = (summaries: readonly Summary[]): string =>
  markdown(
    HEAD,
    summaries.map((summary) => cellsOf(summary, summaries)),
  )
