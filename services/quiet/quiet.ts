// The moment between chunks: what can wait is done then, because a chunk wakes every node of a lab at nearly the same
// time, and whatever one of them does after its write keeps the next from running. Owns one timer.

export interface Quiet {
  /** A chunk is under way. */
  busy(): void
  close(): void
}

const WAIT_MILLIS = 100
/** After a chunk it is quiet for this long: the copies of other parents have come, the next frame has not. */
const QUIET_MILLIS = 4

/** Calls `whenQuiet` some 0.1 s after a chunk, and no sooner than chunks leave a gap. */
export const createQuiet = (whenQuiet: () => void): Quiet => {
  let newestMillis = 0
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const look = () => {
    const quietMillis = performance.now() - newestMillis
    timer = undefined
    if (quietMillis >= QUIET_MILLIS) whenQuiet()
    else timer = setTimeout(look, QUIET_MILLIS - quietMillis).unref()
  }
  return {
    busy() {
      newestMillis = performance.now()
      if (!closed) timer ??= setTimeout(look, WAIT_MILLIS).unref()
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
