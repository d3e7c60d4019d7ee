// What churn left behind, as a row and as verdicts. Pure.

import { markdownTable } from '../markdown-table.ts'
import type { Memory } from './inspector.ts'

/** What a server holds while nobody watches, after full collections. */
export interface Left extends Memory {
  /** Whatever keeps its event loop alive: handles and requests. */
  readonly activeResources: number
  readonly openFiles: number
}

export interface Churned {
  readonly server: string
  readonly seconds: number
  /** Viewers that came and went. */
  readonly left: number
  readonly chunks: number
  /** Connections that failed or were closed, chunks that were missing or torn. */
  readonly faults: number
  readonly before: Left
  readonly after: Left
}

/**
 * What may be more afterwards. V8 keeps what it compiled and optimised meanwhile; of 15,000 viewers, 2 MB are 133 bytes
 * each, so that one object that stays for each of them shows. Resident pages come back when the allocator likes.
 */
const TOLERANCES = { liveBytes: 2e6, residentBytes: 20e6, files: 2, resources: 2 } as const

const liveBytes = ({ heapBytes, externalBytes }: Memory): number => heapBytes + externalBytes
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

const HEAD = [
  'server',
  'seconds',
  'came and went',
  'heap + external before / after, MB',
  'RSS before / after, MB',
  'open files before / after',
  'handles before / after',
  'faults',
]

export const churnTable = (churned: readonly Churned[]): string =>
  markdownTable(
    HEAD,
    churned.map(({ server, seconds, left, before, after, faults }) => [
      server,
      String(seconds),
      String(left),
      `${megabytes(liveBytes(before))} / ${megabytes(liveBytes(after))}`,
      `${megabytes(before.residentBytes)} / ${megabytes(after.residentBytes)}`,
      `${before.openFiles} / ${after.openFiles}`,
      `${before.activeResources} / ${after.activeResources}`,
      String(faults),
    ]),
  )

/** Throws when nobody came, or nothing was watched: then nothing can have been left. */
export const missedChurn = ({ server, left, chunks, faults, before, after }: Churned): string[] => {
  if (left === 0 || chunks === 0) throw new Error(`an empty series: ${left} viewers left ${server}, ${chunks} chunks`)
  const more = liveBytes(after) - liveBytes(before)
  const resident = after.residentBytes - before.residentBytes
  const files = after.openFiles - before.openFiles
  const resources = after.activeResources - before.activeResources
  return [
    ...(more > TOLERANCES.liveBytes
      ? [
          `${server}: ${megabytes(more)} MB of live memory stay after ${left} viewers, ${(more / left).toFixed(0)} bytes each`,
        ]
      : []),
    ...(resident > TOLERANCES.residentBytes ? [`${server}: ${megabytes(resident)} MB stay resident`] : []),
    ...(files > TOLERANCES.files ? [`${server}: ${files} more files are open`] : []),
    ...(resources > TOLERANCES.resources ? [`${server}: ${resources} more handles are open`] : []),
    ...(faults > 0 ? [`${server}: ${faults} connections or chunks failed`] : []),
  ]
}
