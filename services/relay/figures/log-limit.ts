// At most one line a second per subject, however often something happens; the next line says how many were left out.
import { steadyMicros } from '@weir/time'

/** Returns a function that calls `write(times)` now, or leaves it out; `times` counts the calls since the last line. */
export const createLogLimit = (nowMillis: () => number = () => steadyMicros() / 1000) => {
  const subjects = new Map<string, { atMillis: number; leftOut: number }>()
  return (subject: string, write: (times: number) => void): void => {
    const now = nowMillis()
    const last = subjects.get(subject)
    if (last && now - last.atMillis < 1000) {
      last.leftOut++
      return
    }
    subjects.set(subject, { atMillis: now, leftOut: 0 })
    write((last?.leftOut ?? 0) + 1)
  }
}
export type LogLimit = ReturnType<typeof createLogLimit>
