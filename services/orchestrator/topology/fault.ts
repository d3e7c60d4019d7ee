import { redact } from '@weir/redact'
import { counted } from './counted.ts'

/** One thing that is wrong with a topology, where it is and what would be right. */
export interface Fault {
  /** From 1. */
  readonly line: number
  readonly column: number
  /** As in `topologies.diamond.links[1].impair.delay`. */
  readonly path: string
  /** One sentence without its full stop, with the offending value quoted and what was expected. */
  readonly message: string
}

/** What a terminal holds; who mends those runs it again. */
const MAX_SHOWN = 50

/** All faults of a file, thrown once. */
export class TopologyError extends Error {
  readonly file: string
  readonly faults: readonly Fault[]

  constructor(file: string, faults: readonly Fault[]) {
    const sorted = [...faults].sort((a, b) => a.line - b.line || a.column - b.column)
    const count = counted(sorted.length, 'fault')
    const shown = sorted.slice(0, MAX_SHOWN).map((fault) => `  ${describe(file, fault)}`)
    const more = sorted.length > MAX_SHOWN ? [`  and ${sorted.length - MAX_SHOWN} more`] : []
    super([`${file} has ${count}:`, ...shown, ...more].join('\n'))
    this.name = 'TopologyError'
    this.file = file
    this.faults = sorted
  }
}

const describe = (file: string, fault: Fault): string =>
  `${file}:${fault.line}:${fault.column}  ${fault.path === '' ? '' : `${fault.path}: `}${fault.message}`

/** How a message shows a value: as JSON, cut when long. */
export const quote = (value: unknown): string => {
  // Before it is cut: half an address hides its password from whoever looks for one.
  const text = redact.json(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

export type Path = readonly (string | number)[]

/** `['links', 1, 'delay']` to `links[1].delay`. */
export const pathText = (path: Path): string =>
  path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`),
    '',
  )
