// What happens again and again is written less and less often: a second after the first line, then after two, four, up to
// five minutes, for as long as it goes on; the next line says how many were left out. A subject that has been quiet for
// half a minute is news again.
import { steadyMicros } from './clocks.ts'

const FIRST_MILLIS = 1000
const MOST_MILLIS = 300_000
const QUIET_MILLIS = 30_000
/** Beyond so many subjects the one that has been quiet for longest is forgotten. */
const MOST_SUBJECTS = 1000

interface Subject {
  writtenMillis: number
  calledMillis: number
  waitMillis: number
  leftOut: number
}

/** Returns a function that calls `write(times)` now, or leaves it out; `times` counts the calls since the last line. */
export const createLogLimit = (nowMillis: () => number = () => steadyMicros() / 1000) => {
  // In the order of their last call.
  const subjects = new Map<string, Subject>()
  return (subject: string, write: (times: number) => void): void => {
    const now = nowMillis()
    const last = subjects.get(subject)
    const goesOn = last !== undefined && now - last.calledMillis < QUIET_MILLIS
    const early = goesOn && now - last.writtenMillis < last.waitMillis
    subjects.delete(subject)
    if (early) {
      subjects.set(subject, { ...last, calledMillis: now, leftOut: last.leftOut + 1 })
      return
    }
    const waitMillis = goesOn ? Math.min(MOST_MILLIS, 2 * last.waitMillis) : FIRST_MILLIS
    subjects.set(subject, { writtenMillis: now, calledMillis: now, waitMillis, leftOut: 0 })
    for (const [oldest] of subjects) {
      if (subjects.size <= MOST_SUBJECTS) break
      subjects.delete(oldest)
    }
    write((last?.leftOut ?? 0) + 1)
  }
}
export type LogLimit = ReturnType<typeof createLogLimit>
