// Figures to rows and a Markdown table. Pure.
import { markdownTable } from '../markdown-table.ts'
import type { GlassFigures } from './glass.ts'
import type { HopFigures } from './hops.ts'
import type { Quantiles } from './quantiles.ts'
import type { StartFigures } from './start.ts'

export interface Row {
  readonly what: string
  /** ms, but s for the start. */
  readonly p50: number
  readonly p99: number
  readonly count: number
  readonly target: { readonly p50: number; readonly p99: number } | null
  readonly remark: string
}

/** What is to be reached, ms: p50 / p99. */
const TARGETS = {
  hop: { p50: 0.3, p99: 1.5 },
  join: { p50: 100, p99: 250 },
  'chromium mse': { p50: 50, p99: 80 },
  'firefox mse': { p50: 90, p99: 140 },
  'chromium webcodecs': { p50: 25, p99: 50 },
} as const

export const hopRows = (hops: readonly HopFigures[]): Row[] =>
  hops.map(({ link, push, errorMillis }) => ({
    what: `hop push latency ${link}`,
    ...push,
    target: TARGETS.hop,
    remark: `± ${errorMillis.toFixed(2)} ms from the clocks`,
  }))

export const floorRow = (floor: Quantiles): Row => ({
  what: 'floor under a hop: raw net, no Weir',
  ...floor,
  target: null,
  remark: 'one reader, beside the lab',
})

export const glassRow = (
  browser: string,
  renderer: string,
  { glass, errorMillis, stalls, legs }: GlassFigures,
): Row => ({
  what: `glass-to-glass, ${browser} ${renderer}`,
  ...glass,
  target: TARGETS[`${browser} ${renderer}` as keyof typeof TARGETS] ?? null,
  remark: `${figure(legs.encode)} encode + ${figure(legs.network)} network + ${figure(legs.player)} player, ± ${errorMillis.toFixed(2)}, ${stalls} stalls`,
})

export const joinRow = (browser: string, joins: Quantiles): Row => ({
  what: `join, ${browser} mse`,
  ...joins,
  target: TARGETS.join,
  remark: 'socket to first picture',
})

export const startRows = ({ upSeconds, firstFrameSeconds }: StartFigures): Row[] =>
  [
    ['`make up` returns', upSeconds],
    ['`make up` to first frame in Chromium', firstFrameSeconds],
  ].map(([what, seconds]) => ({
    what: `${what}, s`,
    p50: seconds as number,
    p99: seconds as number,
    count: 1,
    target: null,
    remark: 'warm machine',
  }))

export const reached = ({ target, p50, p99 }: Row): boolean => !target || (p50 <= target.p50 && p99 <= target.p99)

const figure = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0))

export const markdown = (rows: readonly Row[]): string =>
  markdownTable(
    ['what (ms)', 'p50', 'p99', 'samples', 'to reach', '', ''],
    rows.map((row) => [
      row.what,
      figure(row.p50),
      figure(row.p99),
      String(row.count),
      row.target ? `${row.target.p50} / ${row.target.p99}` : '',
      row.target ? (reached(row) ? 'reached' : 'missed') : '',
      row.remark,
    ]),
  )
