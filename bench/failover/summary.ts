// Runs to rows: fault × mode × what was watched, and whether the targets were met. Pure.
import { quantileOfSorted } from '@weir/figures'
import { markdownTable } from '../markdown-table.ts'
import type { Run } from './run.ts'
import type { WatchFaults, Window } from './window.ts'

export interface Row extends WatchFaults {
  readonly mode: Run['mode']
  readonly fault: Run['fault']
  readonly phase: 'control' | 'broke' | 'mended'
  readonly runs: number
  /** Over all viewers of all runs: the largest gap that each had, ms. */
  readonly gapMillis: { readonly p50: number; readonly p99: number; readonly max: number }
  /** Of all runs: the longest pause of the source itself, and of the bench, ms. */
  readonly sourceMillis: number
  readonly ownMillis: number
  /** What was to be reached and was not, in words. */
  readonly missed: readonly string[]
}

/** What is to be reached. A player that holds 100 ms does not see a gap of less than that. */
const TARGETS = { standbyGapMillis: 60, noGapMillis: 100 }

const rowOf = (runs: readonly Run[], phase: Row['phase']): Row => {
  const { mode, fault } = runs[0] as Run
  const windows = runs.map((run): Window => run[phase])
  const sum = (of: (window: Window) => number) => windows.reduce((total, window) => total + of(window), 0)
  const gaps = windows.flatMap(({ gapsMillis }) => gapsMillis).sort((a, b) => a - b)
  const at = (q: number) => Math.round((quantileOfSorted(gaps, q) ?? 0) * 10) / 10
  const row = {
    mode,
    fault,
    phase,
    runs: runs.length,
    gapMillis: { p50: at(0.5), p99: at(0.99), max: at(1) },
    sourceMillis: Math.round(Math.max(...windows.map(({ sourceGapMillis }) => sourceGapMillis))),
    ownMillis: Math.round(Math.max(...windows.map(({ ownDelayMillis }) => ownDelayMillis))),
    missing: sum(({ missing }) => missing),
    duplicates: sum(({ duplicates }) => duplicates),
    otherFaults: sum(({ otherFaults }) => otherFaults),
    stalls: sum(({ stalls }) => stalls),
    disconnects: sum(({ disconnects }) => disconnects),
    browserStalls: windows.some(({ browserStalls }) => browserStalls === null)
      ? null
      : sum(({ browserStalls }) => browserStalls ?? 0),
  }
  return { ...row, missed: missedBy(row) }
}

const missedBy = (row: Omit<Row, 'missed'>): string[] => {
  if (row.phase === 'control') return []
  const missed: string[] = []
  for (const name of ['missing', 'duplicates', 'otherFaults', 'disconnects'] as const) {
    if (row[name] > 0) missed.push(`${name} ${row[name]}, to reach 0`)
  }
  if (row.mode === 'hot' || row.phase === 'mended') {
    if (row.stalls > 0) missed.push(`stalls ${row.stalls}, to reach 0`)
    if ((row.browserStalls ?? 0) > 0) missed.push(`browser stalls ${row.browserStalls}, to reach 0`)
  }
  const most =
    row.phase === 'mended' ? TARGETS.noGapMillis : row.mode === 'standby' ? TARGETS.standbyGapMillis : undefined
  if (most !== undefined && row.gapMillis.p99 > most)
    missed.push(`gap p99 ${row.gapMillis.p99} ms, to reach ${most} ms`)
  return missed
}

export const summarize = (runs: readonly Run[]): Row[] => {
  const groups = new Map<string, Run[]>()
  for (const run of runs) {
    const key = `${run.mode} ${run.fault}`
    groups.set(key, [...(groups.get(key) ?? []), run])
  }
  return [...groups.values()].flatMap((group) =>
    (['control', 'broke', 'mended'] as const).map((phase) => rowOf(group, phase)),
  )
}

const HEAD = [
  'mode',
  'fault',
  'phase',
  'runs',
  'gap p50 / p99 / max, ms',
  'source / bench paused, ms',
  'missing',
  'duplicates',
  'stalls',
  'Chromium stalls',
  '',
]

/** The rows as a Markdown table, fit for bench/README.md. */
export const markdown = (rows: readonly Row[]): string => {
  const cells = rows.map((row) => [
    row.mode,
    row.fault,
    row.phase,
    String(row.runs),
    `${row.gapMillis.p50} / ${row.gapMillis.p99} / ${row.gapMillis.max}`,
    `${row.sourceMillis} / ${row.ownMillis}`,
    String(row.missing),
    String(row.duplicates),
    String(row.stalls),
    row.browserStalls === null ? '-' : String(row.browserStalls),
    row.phase === 'control' ? '' : row.missed.join('; ') || 'ok',
  ])
  return markdownTable(HEAD, cells)
}
