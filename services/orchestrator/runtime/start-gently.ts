// A node that starts in a running lab wants a core for a quarter of a second, just when the others have no time to
// spare. Its session's share of the CPU (the kernel's autogroup, see sched(7)) is made small until it has settled. Unlike a
// nice value, anybody may raise that again. Where the kernel has no autogroups, nothing is done.
import { writeFileSync } from 'node:fs'

/** A tenth of the usual share. */
const GENTLE = 10
const USUAL = 0
/** Who is not root may change one every 0.1 s, whoever's it is. */
const RETRY_MILLIS = 110
const MOST_TRIES = 20

/** What it does first, it has not compiled yet. */
const SETTLE_MILLIS = 1000

/** `pid` leads a session. Returns what is to be called once it is up; it then gives it the usual share, a second later. */
export const startGently = (pid: number): (() => void) => {
  const set = (nice: number): 'done' | 'too soon' | 'no' => {
    try {
      writeFileSync(`/proc/${pid}/autogroup`, String(nice))
      return 'done'
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 'too soon' : 'no'
    }
  }
  if (set(GENTLE) !== 'done') return () => {}
  const restore = (tries: number) => {
    if (set(USUAL) === 'too soon' && tries > 0) setTimeout(restore, RETRY_MILLIS, tries - 1).unref()
  }
  return () => void setTimeout(restore, SETTLE_MILLIS, MOST_TRIES).unref()
}
