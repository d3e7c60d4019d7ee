// Facts as a person reads them, in a terminal or in a file. Pure.
import { wrapped } from '@weir/terminal'
import type { Snapshot } from '../console/snapshot.ts'
import { linkName } from '../topology/link-name.ts'

/** A last column that is narrower is no column. */
const LEAST_ROOM = 24

/** Rows to aligned columns, in lines of so many characters. What of the last does not fit goes on below it; below the row, where there is no room. */
export const columns = (rows: readonly (readonly string[])[], width: number): string[] => {
  const widths = rows.reduce<number[]>((most, row) => row.map((text, i) => Math.max(most[i] ?? 0, text.length)), [])
  return rows.flatMap((row) => {
    const last = row.at(-1) ?? ''
    const before = row
      .slice(0, -1)
      .map((text, i) => `${text.padEnd(widths[i] ?? 0)}  `)
      .join('')
    const whole = `${before}${last}`.trimEnd()
    if (whole.length <= width) return [whole]
    const room = width - before.length
    const pieces = room < LEAST_ROOM ? [last] : wrapped(last, 0, room)
    if (pieces.every((piece) => piece.length <= room))
      return pieces.map((piece, i) => (i === 0 ? before : ' '.repeat(before.length)) + piece)
    const margin = `${/^ */.exec(before)?.[0] ?? ''}    `
    return [before.trimEnd(), ...wrapped(margin + last, 0, width)]
  })
}

/** The console's address with what lets its page change the lab: behind a #, which no browser sends anywhere. */
const consolePage = (state: Snapshot, token: string): string =>
  `${(state.publicUrls?.console ?? state.console ?? '').replace(/\/$/, '')}/#token=${token}`

/** Where people find it: where a proxy has it, if there is one. */
const at = ({ publicUrl, url }: Snapshot['nodes'][number]): string => publicUrl?.replace(/\/$/, '') ?? url ?? ''

/** Where to go, after `weir up`; `token` is the lab's own. */
export const placesText = (state: Snapshot, token: string, width: number): string[] =>
  columns(
    [
      ...state.nodes
        .filter((node) => node.roles.includes('edge') && node.url)
        .flatMap((node) => {
          const streams = [...new Set(node.detail?.tracks.map((track) => track.stream))]
          return streams.length === 0
            ? [[`  watch on ${node.id}`, at(node)]]
            : streams.map((stream) => [`  watch ${stream} on ${node.id}`, `${at(node)}/watch/${stream}`])
        }),
      ['  console', consolePage(state, token)],
      ...(state.prometheus ? [['  Prometheus', state.publicUrls?.prometheus ?? state.prometheus]] : []),
      ...(state.grafana ? [['  Grafana', state.publicUrls?.grafana ?? state.grafana]] : []),
    ],
    width,
  )

const LEAST_MILLIS = 0.01
/** Nothing takes no time at all. */
const milliseconds = (seconds: number | undefined): string => {
  if (seconds === undefined) return '-'
  return seconds * 1000 < LEAST_MILLIS ? `<${LEAST_MILLIS} ms` : `${(seconds * 1000).toFixed(2)} ms`
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB']
/** To three digits, in powers of 1000. */
export const bytesText = (bytes: number | null): string => {
  if (bytes === null) return '-'
  const step = bytes < 1000 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toPrecision(3)} ${SIZES[step]}`
}

/** What ended it last is news while it is down; of one that runs again it is history, and of a frozen one no matter. */
const lastExitText = ({ state, restarts, lastExit }: Snapshot['nodes'][number]): string[] => {
  if (!lastExit || state === 'frozen') return []
  if (state !== 'running') return [lastExit]
  return restarts > 0 ? [`before: ${lastExit}`] : []
}

export const statusText = (state: Snapshot, token: string, width: number): string[] => [
  ...wrapped(
    `${state.topology}, ${state.runtime} runtime${state.ready ? '' : `; waiting: ${state.waiting.join(', ')}`}`,
    2,
    width,
  ),
  '',
  ...columns(
    [
      ['NODE', 'ROLES', 'STATE', 'URL', 'RESTARTS', 'REMARKS'],
      ...state.nodes.map((node) => [
        node.id,
        node.roles.join('+'),
        node.state,
        node.url ?? '-',
        String(node.restarts),
        [...(node.group ? [`group ${node.group}`] : []), ...node.faults, ...lastExitText(node)].join('; '),
      ]),
    ],
    width,
  ),
  '',
  ...columns(
    [
      ['LINK', 'STATE', 'PUSH P50', 'PUSH P99', 'BYTES', 'IMPAIRMENT'],
      ...state.links.map((link) => [
        linkName(link),
        link.state,
        milliseconds(link.push?.p50Seconds),
        milliseconds(link.push?.p99Seconds),
        bytesText(link.bytes),
        link.impairText,
      ]),
      ...state.lastMiles.map((mile) => [linkName(mile), '-', '-', '-', '-', mile.impairText]),
    ],
    width,
  ),
  '',
  ...placesText(state, token, width),
]
