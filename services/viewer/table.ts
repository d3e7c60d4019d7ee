// The report as text: one line for a log, a table for a terminal. Pure.
import type { FaultCounts } from './faults.ts'
import type { GroupReport, Quantiles, Report } from './report.ts'

const ms = (value: number | null): string => (value === null ? '-' : value < 10 ? value.toFixed(2) : value.toFixed(1))

const quantiles = ({ p50, p99, max }: Quantiles): string => `${ms(p50)} / ${ms(p99)} / ${ms(max)}`

/** The faults that happened, as in `missing 3, duplicate 1`. */
export const faultLine = (faults: FaultCounts): string =>
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

export const logLine = (report: Report, rates: Rates): string => {
  const { reading } = report
  return [
    `${report.elapsedSeconds.toFixed(0)} s`,
    `${reading.connected}/${reading.viewers} connected`,
    `${reading.playing} playing`,
    `${rates.chunksPerSecond.toFixed(0)} chunks/s`,
    `${(rates.bitsPerSecond / 1e6).toFixed(1)} Mbit/s`,
    `path p50 ${ms(reading.pathMillis.p50)} ms`,
    `largest gap ${ms(reading.gapMillis.max)} ms`,
    `stalls ${reading.stalls}`,
    `faults ${faultLine(reading.faults)}`,
  ].join(', ')
}

const groupRows = (name: string, group: GroupReport): string[][] => [
  [`${name} viewers`, `${group.viewers}: ${group.connected} connected, ${group.playing} playing`],
  ['chunks', `${group.freshChunks} new, ${group.replayedChunks} of them from a cache`],
  ['faults', faultLine(group.faults)],
  ['stalls', `${group.stalls}, ${group.stalledSeconds.toFixed(2)} s in all, ${group.jumps} jumps to the live edge`],
  [
    'connections',
    `${group.disconnects} lost, ${group.failedDials} dials failed, ${group.missedAway} chunks missed away`,
  ],
]

/** The whole report; times are p50 / p99 / max. */
export const table = (report: Report, rates: Rates): string => {
  const { reading } = report
  const rows = [
    ['time', `${report.elapsedSeconds.toFixed(1)} s, ${(report.rssBytes / 1e6).toFixed(0)} MB in this process`],
    ...groupRows('reading', reading),
    ['rate', `${rates.chunksPerSecond.toFixed(0)} chunks/s, ${(rates.bitsPerSecond / 1e6).toFixed(1)} Mbit/s`],
    ['join', `${quantiles(reading.joinMillis)} ms`],
    ['capture to here', `${quantiles(reading.pathMillis)} ms`],
    [`to a playhead ${report.bufferMillis} ms behind`, `${quantiles(reading.liveMillis)} ms`],
    ['gap between chunks', `${quantiles(reading.gapMillis)} ms`],
    ...(report.stuck ? groupRows('stuck', report.stuck) : []),
  ] as [string, string][]
  const width = Math.max(...rows.map(([name]) => name.length))
  return [...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`), ...report.samples].join('\n')
}
