// What a phase of the bench with a hostile viewer shows, as a row and as verdicts. Pure.
import { quantileOfSorted } from '@weir/figures'

export interface NodeLook {
  readonly node: string
  readonly series: number
  readonly residentBytes: number
  readonly cpuSeconds: number
}

/** One attack, when it was over; `failed` says what the node let it have. */
export interface Attack {
  readonly name: string
  readonly target: string
  readonly seconds: number
  readonly failed: string | null
}

export interface Phase {
  readonly name: 'control' | 'attacked'
  readonly seconds: number
  /** Of all headless viewers. */
  readonly missing: number
  readonly otherFaults: number
  readonly stalls: number
  readonly reconnects: number
  /** The largest of each viewer, sorted. */
  readonly gapsMillis: readonly number[]
  /** Largest time between two captures. */
  readonly sourceGapMillis: number
  readonly page: { readonly frames: number; readonly stalls: number; readonly reconnects: number }
  /** All nodes, every two seconds; the first is from before. */
  readonly looks: readonly (readonly NodeLook[])[]
  /** Lines that each node wrote meanwhile. */
  readonly logLines: readonly { readonly node: string; readonly lines: number }[]
  readonly attacks: readonly Attack[]
}

/** What a garbage collector may let stand, and the buffers of some hundred connections. */
const SLACK_BYTES = 80_000_000
/** What counts refusals has a series for each reason. */
const SLACK_SERIES = 40
const LINES_PER_MINUTE = 120

const nodesOf = ({ looks }: Phase): string[] => (looks[0] ?? []).map(({ node }) => node)
const ofNode = ({ looks }: Phase, id: string): NodeLook[] =>
  looks.flatMap((all) => all.filter(({ node }) => node === id))
const most = (looks: readonly NodeLook[], of: (look: NodeLook) => number): number => Math.max(0, ...looks.map(of))
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0)
const perNode = (phase: Phase, tell: (looks: NodeLook[], id: string) => string): string =>
  nodesOf(phase)
    .map((id) => `${id} ${tell(ofNode(phase, id), id)}`)
    .join('; ')
const linesPerMinute = ({ logLines, seconds }: Phase, id: string): number =>
  ((logLines.find(({ node }) => node === id)?.lines ?? 0) / seconds) * 60

export const HEAD = [
  'phase',
  'missing / other faults',
  'stalls, viewers / page',
  'reconnects, viewers / page',
  'largest gap p50 / max, source, ms',
  'frames/s of the page',
  'attacks',
  'RSS before / most / after, MB',
  'series before / after',
  'log lines a minute',
  'cores',
]

export const rowOf = (phase: Phase): string[] => {
  const gap = (q: number) => (quantileOfSorted(phase.gapsMillis, q) ?? 0).toFixed(0)
  return [
    phase.name,
    `${phase.missing} / ${phase.otherFaults}`,
    `${phase.stalls} / ${phase.page.stalls}`,
    `${phase.reconnects} / ${phase.page.reconnects}`,
    `${gap(0.5)} / ${gap(1)}, ${phase.sourceGapMillis.toFixed(0)}`,
    (phase.page.frames / phase.seconds).toFixed(1),
    String(phase.attacks.length),
    perNode(phase, (looks) => {
      const [first, last] = [looks[0]?.residentBytes ?? 0, looks.at(-1)?.residentBytes ?? 0]
      return [first, most(looks, ({ residentBytes }) => residentBytes), last].map(megabytes).join(' / ')
    }),
    perNode(phase, (looks) => `${looks[0]?.series} / ${looks.at(-1)?.series}`),
    perNode(phase, (_, id) => linesPerMinute(phase, id).toFixed(0)),
    perNode(phase, (looks) =>
      (((looks.at(-1)?.cpuSeconds ?? 0) - (looks[0]?.cpuSeconds ?? 0)) / phase.seconds).toFixed(2),
    ),
  ]
}

/** What is not as it has to be, in words. */
export const verdictsOf = (phases: readonly Phase[]): string[] => {
  const of = (name: Phase['name'], figure: (phase: Phase) => number): number =>
    phases.filter((phase) => phase.name === name).reduce((sum, phase) => sum + figure(phase), 0)
  const verdicts: string[] = []
  // A machine that stops for a while stalls those who watch, with an attack or without.
  const stalls = (phase: Phase) => phase.stalls + phase.page.stalls
  const [attacked, control] = [of('attacked', stalls), of('control', stalls)]
  if (attacked > control) verdicts.push(`${attacked} stalls under attack, ${control} without`)
  for (const phase of phases) {
    if (phase.missing > 0) verdicts.push(`${phase.name}: ${phase.missing} chunks missing`)
    if (phase.otherFaults > 0) verdicts.push(`${phase.name}: ${phase.otherFaults} rules broken`)
    const reconnects = phase.reconnects + phase.page.reconnects
    if (reconnects > 0) verdicts.push(`${phase.name}: ${reconnects} reconnects`)
    for (const { name, target, failed } of phase.attacks) {
      if (failed !== null) verdicts.push(`${name} at ${target}: ${failed}`)
    }
    for (const id of nodesOf(phase)) {
      const looks = ofNode(phase, id)
      const [first] = looks
      const bytes = most(looks, ({ residentBytes }) => residentBytes)
      if (bytes > (first?.residentBytes ?? 0) + SLACK_BYTES)
        verdicts.push(
          `${phase.name}: ${id} held ${megabytes(bytes)} MB, ${megabytes(first?.residentBytes ?? 0)} before`,
        )
      const series = most(looks, (look) => look.series)
      if (series > (first?.series ?? 0) + SLACK_SERIES)
        verdicts.push(`${phase.name}: ${id} had ${series} series, ${first?.series} before`)
      const lines = linesPerMinute(phase, id)
      if (lines > LINES_PER_MINUTE) verdicts.push(`${phase.name}: ${id} wrote ${lines.toFixed(0)} lines a minute`)
    }
  }
  return verdicts
}
