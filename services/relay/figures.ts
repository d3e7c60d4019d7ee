// What chunks leave behind for the metrics waits here until a quiet moment, and is entered in one go: a chunk wakes every
// node of a lab at nearly the same time, and whatever one of them does after its write keeps the next from running. Owns
// the list and one timer. Whoever reads figures settles first.

export interface Figures {
  /** Does it within `WAIT_MILLIS`. */
  later(enter: () => void): void
  /** Does all that waits now. */
  settle(): void
  /** Settles; what comes later is done at once. */
  close(): void
}

const WAIT_MILLIS = 100
/** More than this is entered at once, so that the list stays short under any load. */
const MOST_WAITING = 1024

export const createFigures = (): Figures => {
  let waiting: (() => void)[] = []
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const settle = () => {
    clearTimeout(timer)
    timer = undefined
    const due = waiting
    waiting = []
    for (const enter of due) enter()
  }
  return {
    later(enter) {
      waiting.push(enter)
      if (closed || waiting.length >= MOST_WAITING) settle()
      else timer ??= setTimeout(settle, WAIT_MILLIS).unref()
    },
    settle,
    close() {
      closed = true
      settle()
    },
  }
}
