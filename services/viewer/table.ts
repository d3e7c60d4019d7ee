// The report as text: a row a second for a log, that 80 columns hold, and a table with no line wider than the terminal. Pure.
import { wrapped } from '@weir/terminal'
import type { FaultCounts } from './faults.ts'
import type { GroupReport, Quantiles, Report } from './report.ts'

const ms = (value: number | null): string => (value === null ? '-' : value < 10 ? value.toFixed(2) : value.toFixed(1))

const quantiles = ({ p50, p99, max }: Quantiles): string[] => [ms(p50), ms(p99), ms(max)]

export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** The faults that happened, as in `missing 3, duplicate 1`. */
const faultLine = (faults: FaultCounts): string =>
  Object.entries(faults)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none'

/** Over the last interval. */
export interface Rates {
  readonly chunksPerSecond: number
  readonly bitsPerSecond: number
}

export const ratesBetween = (before: Report | undefined, now: Report): Rates => {
  const seconds = now.elapsedSeconds - (before?.elapsedSeconds ?? 0)
  if (seconds <= 0) return { chunksPerSecond: 0, bitsPerSecond: 0 }
  return {
    chunksPerSecond: (now.reading.chunks - (before?.reading.chunks ?? 0)) / seconds,
    bitsPerSecond: ((now.reading.bytes - (before?.reading.bytes ?? 0)) * 8) / seconds,
  }
}

const sumOf = (faults: FaultCounts): number => Object.values(faults).reduce((sum, count) => sum + count, 0)

/** Right-aligned; as wide as the numbers of the largest crowd that there can be. */
const LOG_COLUMNS = [
  ['SECONDS', 7],
  ['CONNECTED', 9],
  ['PLAYING', 7],
  ['CHUNKS/S', 8],
  ['MBIT/S', 6],
  ['PATH P50', 8],
  ['GAP MAX', 7],
  ['STALLS', 6],
  ['FAULTS', 6],
] as const

const logRow = (cells: readonly string[]): string =>
  cells.map((text, i) => text.padStart(LOG_COLUMNS[i]?.[1] ?? 0)).join('  ')

/** Over `logLine`s, as in `vmstat`. Times are in ms. */
export const logHead = (): string => logRow(LOG_COLUMNS.map(([head]) => head))

export const logLine = (report: Report, rates: Rates): string => {
  const { reading } = report
  return logRow([
    report.elapsedSeconds.toFixed(0),
    `${reading.connected}/${reading.viewers}`,
    String(reading.playing),
    rates.chunksPerSecond.toFixed(0),
    (rates.bitsPerSecond / 1e6).toFixed(1),
    ms(reading.pathMillis.p50),
    ms(reading.gapMillis.max),
    String(reading.stalls),
    String(sumOf(reading.faults)),
  ])
}

const groupRows = (name: string, group: GroupReport): string[][] => [
  [
    `${name} viewers`,
    `${group.viewers}: ${group.connected} connected, ${group.playing} playing${group.withoutPicture > 0 ? `, ${group.withoutPicture} without a picture` : ''}`,
  ],
  [
    'chunks',
    `${group.freshChunks} new: ${group.replayedChunks} from the edge's cache, ${group.freshChunks - group.replayedChunks} live`,
  ],
  ['faults', faultLine(group.faults)],
  [
    'stalls',
    `${group.stalls}, ${group.stalledSeconds.toFixed(2)} s in all, ${counted(group.jumps, 'jump')} to the live edge`,
  ],
  [
    'connections',
    `${group.disconnects} lost, ${counted(group.failedDials, 'failed dial')}, ${counted(group.missedAway, 'chunk')} missed meanwhile`,
  ],
]

/** Texts are as wide as their column, numbers stand at its right. */
const aligned = (rows: readonly (readonly string[])[]): string[] => {
  const widths = rows.reduce<number[]>((most, row) => row.map((text, i) => Math.max(most[i] ?? 0, text.length)), [])
  return rows.map((row) =>
    row
      .map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

const now = ({ p50, max }: { readonly p50: number | null; readonly max: number | null }): string[] => [ms(p50), ms(max)]

const WORST = 3
/** What the numbers beside them leave of a line. */
const EDGE_COLUMNS = 14
const WORST_COLUMNS = 30
const shortened = (text: string, columns: number): string =>
  text.length > columns ? `${text.slice(0, columns - 1)}…` : text

/** The whole report, under heads. The edges have theirs when there is more than one, the worst viewers when they are bad. */
export const table = (report: Report, rates: Rates, columns: number): string => {
  const { reading } = report
  const facts = [
    ['time', `${report.elapsedSeconds.toFixed(1)} s, ${(report.rssBytes / 1e6).toFixed(0)} MB in this process`],
    ...(report.sleptSeconds > 0
      ? [['slept', `${report.sleptSeconds.toFixed(1)} s, which are in no stall, gap or latency`]]
      : []),
    ...groupRows('reading', reading),
    ['rate', `${rates.chunksPerSecond.toFixed(0)} chunks/s, ${(rates.bitsPerSecond / 1e6).toFixed(1)} Mbit/s`],
    ...(report.stuck ? groupRows('stuck', report.stuck) : []),
  ] as [string, string][]
  const width = Math.max(...facts.map(([name]) => name.length))
  const times = aligned([
    ['TIMES IN MS', 'P50', 'P99', 'MAX'],
    ['join', ...quantiles(reading.joinMillis)],
    ['capture to here', ...quantiles(reading.pathMillis)],
    [`to a playhead ${report.bufferMillis} ms behind`, ...quantiles(reading.liveMillis)],
    ['gap between chunks', ...quantiles(reading.gapMillis)],
  ])
  const edges = aligned([
    ['EDGE', 'VIEWERS', 'PLAYING', 'STALLS', 'FAULTS', 'LOST', 'GAP MAX', 'PATH P50', 'MAX'],
    ...report.perEdge.map((edge) => [
      shortened(edge.id ?? edge.edge, EDGE_COLUMNS),
      String(edge.viewers),
      String(edge.playing),
      String(edge.stalls),
      String(edge.faults),
      String(edge.disconnects),
      ms(edge.largestGapMillis),
      ...now(edge.pathNowMillis),
    ]),
  ])
  const bad = report.perViewer
    .filter(({ stuck, faults, stalls, withoutPictureSeconds }) => !stuck && faults + stalls + withoutPictureSeconds > 0)
    .slice(0, WORST)
    .map(({ viewer, edge, stalls, stalledSeconds, withoutPictureSeconds, faults, largestGapMillis }) => [
      shortened(`viewer ${viewer} on ${report.perEdge.find((each) => each.edge === edge)?.id ?? edge}`, WORST_COLUMNS),
      String(stalls),
      stalledSeconds.toFixed(2),
      withoutPictureSeconds.toFixed(2),
      String(faults),
      ms(largestGapMillis),
    ])
  return [
    ...facts.flatMap(([name, value]) => wrapped(`${name.padEnd(width)}  ${value}`, width + 2, columns)),
    '',
    ...times,
    ...(report.perEdge.length > 1 ? ['', ...edges] : []),
    ...(bad.length > 0
      ? ['', ...aligned([['WORST', 'STALLS', 'STALLED S', 'NO PICTURE S', 'FAULTS', 'GAP MAX'], ...bad])]
      : []),
    ...(report.firstFaults.length > 0 ? ['', ...report.firstFaults.flatMap((text) => wrapped(text, 2, columns))] : []),
  ].join('\n')
}
