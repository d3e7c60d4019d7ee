// When a renderer that has failed is followed by another: the first at once, those that fail like it ever later, since each
// takes a replay from the edge and a decoder from the machine. Owns the timer.
import { type Backoff, backoffMillis } from '@weir/time'

export interface RestartsOptions {
  /** Build another now. */
  readonly restart: () => void
  /** End this one; another follows. */
  readonly rest: (reason: string) => void
}

const BACKOFF: Backoff = { firstMillis: 1000, mostMillis: 60_000 }
/** One that has shown pictures for so long has not failed like those before it, s. */
const STEADY_SECONDS = 10

export const createRestarts = ({ restart, rest }: RestartsOptions) => {
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    /** The renderer has failed, so long after it was built. */
    fault: (reason: string, ageSeconds: number): void => {
      if (timer !== undefined) return
      const waitMillis =
        failures === 0 ? 0 : backoffMillis(BACKOFF, failures - 1, Math.random()) - Math.max(0, ageSeconds) * 1000
      failures += 1
      if (waitMillis <= 0) {
        restart()
        return
      }
      rest(reason)
      timer = setTimeout(() => {
        timer = undefined
        restart()
      }, waitMillis)
    },
    /** A live picture is shown, so long after the renderer was built. */
    shown: (ageSeconds: number): void => {
      if (ageSeconds > STEADY_SECONDS) failures = 0
    },
    /** In a row. */
    get failures() {
      return failures
    },
  }
}
