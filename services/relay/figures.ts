// What chunks leave behind for the metrics waits here until a quiet moment, and is entered in one go: a chunk wakes every
// node of a lab at nearly the same time, and whatever one of them does after its write keeps the next from running. Owns
// the list and one timer. Whoever reads figures settles first.

export interface Figures {
  /** Does it soon: within some 0.1 s, unless chunks come so close together that it is never quiet. */
  later(enter: () => void): void
  /** Does all that waits now. */
  settle(): void
  /** Settles; what comes later is done at once. */
  close(): void
}

const WAIT_MILLIS = 100
/** After a chunk it is quiet for this long: the copies of other parents have come, the next frame has not. */
const QUIET_MILLIS = 4
/** More than this is entered at once, so that the list stays short under any load. */
const MOST_WAITING = 1024

/** `whenQuiet` is called after what waited has been entered while no chunk is under way. */
export const createFigures = (whenQuiet: () => void = () => {}): Figures => {
  let waiting: (() => void)[] = []
  let newestMillis = 0
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const settle = () => {
    clearTimeout(timer)
    timer = undefined
    const due = waiting
    waiting = []
    for (const enter of due) enter()
  }
  const look = () => {
    const quietMillis = performance.now() - newestMillis
    if (quietMillis < QUIET_MILLIS) {
      timer = setTimeout(look, QUIET_MILLIS - quietMillis).unref()
      return
    }
    settle()
    whenQuiet()
  }
  return {
    later(enter) {
      waiting.push(enter)
      newestMillis = performance.now()
      if (closed || waiting.length >= MOST_WAITING) settle()
      else timer ??= setTimeout(look, WAIT_MILLIS).unref()
    },
    settle,
    close() {
      closed = true
      settle()
    },
  }
}
