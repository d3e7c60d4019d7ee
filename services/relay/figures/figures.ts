// What chunks leave behind for the metrics waits here until a quiet moment, and is entered in one go: what runs for each
// chunk finds none of its code in the processor's caches, and costs a multiple. A chunk leaves numbers, in arrays that are
// made once. Owns the arrays. Whoever reads figures settles first.
import { createQuiet } from '@weir/quiet'

/** Numbers of one kind that wait. */
export interface Tally {
  add(value: number): void
}

export interface Figures {
  /** Each value is entered by itself. */
  values(enter: (value: number) => void): Tally
  /** What was added together is entered, unless that is nothing. */
  sum(enter: (sum: number) => void): Tally
  /** Enters all that waits now. */
  settle(): void
  /** Settles; what comes later is entered at once. */
  close(): void
}

interface Waiting extends Tally {
  enter(): void
}

/** Values that wait are entered within this, unless chunks come so close together that it is never quiet. */
const SETTLE_MILLIS = 1000
/** As many of one kind are entered at once. */
const MOST_WAITING = 256

/** `whenQuiet` is called some 0.1 s after a chunk, while none is under way. */
export const createFigures = (whenQuiet: () => void = () => {}): Figures => {
  let waiting = new Set<Waiting>()
  let closed = false
  let settledMillis = performance.now()
  const settle = () => {
    const due = waiting
    waiting = new Set()
    settledMillis = performance.now()
    for (const each of due) each.enter()
  }
  const quiet = createQuiet(() => {
    if (performance.now() - settledMillis >= SETTLE_MILLIS) settle()
    whenQuiet()
  })
  const came = (of: Waiting) => {
    if (closed) return of.enter()
    waiting.add(of)
    quiet.busy()
  }
  return {
    values(enter) {
      // Made with the first value: a catalog may name thousands of tracks of which nothing ever comes.
      let values: Float64Array | undefined
      let count = 0
      const own: Waiting = {
        add(value) {
          values ??= new Float64Array(MOST_WAITING)
          values[count++] = value
          if (count === MOST_WAITING) own.enter()
          came(own)
        },
        enter() {
          const due = count
          count = 0
          for (const value of values?.subarray(0, due) ?? []) enter(value)
        },
      }
      return own
    },
    sum(enter) {
      let sum = 0
      const own: Waiting = {
        add(value) {
          sum += value
          came(own)
        },
        enter() {
          const due = sum
          sum = 0
          if (due > 0) enter(due)
        },
      }
      return own
    },
    settle,
    close() {
      closed = true
      quiet.close()
      settle()
    },
  }
}
