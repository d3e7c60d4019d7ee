// What each function took of a CPU profile's time by itself. Pure.

import { markdownTable } from '../markdown-table.ts'
import type { CpuProfile } from './inspector.ts'

export interface SelfTime {
  /** Function, and where it is. */
  readonly what: string
  readonly where: string
  readonly micros: number
  /** Of the whole time, and of the time that was not idle. */
  readonly share: number
  readonly busyShare: number
}

/** Lines and columns from 0. Undefined for what is not in the file that the map is of. */
export type Place = (url: string, line: number, column: number) => string | undefined

const IDLE = '(idle)'

/** Most first. Throws for a profile without samples. */
export const selfTimes = ({ nodes, samples, timeDeltas }: CpuProfile, place: Place): SelfTime[] => {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const micros = new Map<string, { what: string; where: string; micros: number }>()
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id)
    if (!frame) continue
    const { functionName, url, lineNumber, columnNumber } = frame
    const what = functionName || '(anonymous)'
    const where = place(url, lineNumber, columnNumber) ?? (url === '' ? '' : `${url}:${lineNumber + 1}`)
    const known = micros.get(`${what} ${where}`) ?? { what, where, micros: 0 }
    known.micros += timeDeltas[index] ?? 0
    micros.set(`${what} ${where}`, known)
  }
  const all = [...micros.values()]
  const sum = (times: typeof all) => times.reduce((total, one) => total + one.micros, 0)
  const whole = sum(all)
  if (whole === 0) throw new Error('an empty series: the profile has no samples')
  const busy = whole - sum(all.filter(({ what }) => what === IDLE))
  return all
    .map((one) => ({ ...one, share: one.micros / whole, busyShare: one.what === IDLE ? 0 : one.micros / busy }))
    .sort((a, b) => b.micros - a.micros)
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

export const profileTable = (times: readonly SelfTime[], top: number): string =>
  markdownTable(
    ['self time, ms', 'of all', 'of busy', 'function', 'where'],
    times
      .slice(0, top)
      .map(({ micros, share, busyShare, what, where }) => [
        (micros / 1000).toFixed(1),
        percent(share),
        busyShare === 0 ? '' : percent(busyShare),
        what,
        where,
      ]),
  )
