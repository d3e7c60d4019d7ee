// What chunks leave behind for the metrics waits here until a quiet moment, and is entered in one go. Owns the list.
// Whoever reads figures settles first.
import { createQuiet } from '@weir/quiet'

export interface Figures {
  /** Does it soon: within some 0.1 s, unless chunks come so close together that it is never quiet. */
  later(enter: () => void): void
  /** Does all that waits now. */
  settle(): void
  /** Settles; what comes later is done at once. */
  close(): void
}

/** More than this is entered at once, so that the list stays short under any load. */
const MOST_WAITING = 1024

/** `whenQuiet` is called after what waited has been entered while no chunk is under way. */
export const createFigures = (whenQuiet: () => void = () => {}): Figures => {
  let waiting: (() => void)[] = []
  let closed = false
  const settle = () => {
    const due = waiting
    waiting = []
    for (const enter of due) enter()
  }
  const quiet = createQuiet(() => {
    settle()
    whenQuiet()
  })
  return {
    later(enter) {
      waiting.push(enter)
      quiet.busy()
      if (closed || waiting.length >= MOST_WAITING) settle()
    },
    settle,
    close() {
      closed = true
      quiet.close()
      settle()
    },
  }
}
