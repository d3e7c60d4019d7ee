// What a server holds with so many idle viewers, as rows and verdicts. Pure.

import { markdownTable } from '../markdown-table.ts'
import type { Memory } from './inspector.ts'

/** After full collections. */
export interface Held extends Memory {
  readonly server: string
  readonly viewers: number
}

const TARGET_BYTES = 20_000

/** Above what the server holds without a viewer, by each. Throws where that was not measured. */
export const perViewer = (held: readonly Held[], viewers: number, server = held[0]?.server): Memory => {
  const find = (count: number) => held.find((one) => one.server === server && one.viewers === count)
  const [base, with_] = [find(0), find(viewers)]
  if (!base || !with_ || viewers === 0) throw new Error(`an empty series: ${server} with ${viewers} viewers`)
  return {
    residentBytes: (with_.residentBytes - base.residentBytes) / viewers,
    heapBytes: (with_.heapBytes - base.heapBytes) / viewers,
    externalBytes: (with_.externalBytes - base.externalBytes) / viewers,
  }
}

const HEAD = [
  'server',
  'idle viewers',
  'RSS, MB',
  'heap, MB',
  'external, MB',
  'RSS a viewer, kB',
  'heap + external a viewer, kB',
]

export const memoryTable = (held: readonly Held[]): string =>
  markdownTable(
    HEAD,
    held.map((one) => {
      const each = one.viewers > 0 ? perViewer(held, one.viewers, one.server) : undefined
      return [
        one.server,
        String(one.viewers),
        (one.residentBytes / 1e6).toFixed(1),
        (one.heapBytes / 1e6).toFixed(1),
        (one.externalBytes / 1e6).toFixed(1),
        each ? (each.residentBytes / 1e3).toFixed(1) : '',
        each ? ((each.heapBytes + each.externalBytes) / 1e3).toFixed(1) : '',
      ]
    }),
  )

/** Of what is resident: the system counts that, whatever V8 says. Baselines are not held to it. */
export const missedMemory = (held: readonly Held[]): string[] =>
  held
    .filter(({ server, viewers }) => server.startsWith('Weir') && viewers > 0)
    .flatMap(({ server, viewers }) => {
      const { residentBytes } = perViewer(held, viewers, server)
      return residentBytes <= TARGET_BYTES
        ? []
        : [`${server}: ${(residentBytes / 1e3).toFixed(1)} kB for each of ${viewers} idle viewers, at most 20 expected`]
    })
