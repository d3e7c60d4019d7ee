// Lets children have what costs much (a join, with all that the cache holds) one after the other, and no more of it in one
// turn of the event loop than others can wait for: between two turns live chunks are read and handed on. Bounded: of each
// child the newest task waits. Pure, but for the clock and the turn that are handed in.

export interface Turnstile {
  /** Does it at once where there is time left in this turn, else in one of the next, in the order of first asking. */
  pass(child: object, task: () => void): void
}

export interface TurnstileOptions {
  /** What one turn may take, ms; a task is never cut short. */
  readonly mostMillis: number
  readonly nowMillis?: () => number
  readonly nextTurn?: (then: () => void) => void
}

export const createTurnstile = ({
  mostMillis,
  nowMillis = () => performance.now(),
  nextTurn = setImmediate,
}: TurnstileOptions): Turnstile => {
  const waiting = new Map<object, () => void>()
  let spentMillis = 0
  let asked = false
  const perform = (task: () => void): void => {
    const began = nowMillis()
    task()
    spentMillis += nowMillis() - began
  }
  const turn = (): void => {
    asked = false
    spentMillis = 0
    for (const [child, task] of waiting) {
      waiting.delete(child)
      perform(task)
      if (spentMillis >= mostMillis) break
    }
    // What was spent here counts for the sockets that are read next.
    if (spentMillis > 0) ask()
  }
  const ask = (): void => {
    if (asked) return
    asked = true
    nextTurn(turn)
  }
  return {
    pass(child, task) {
      ask()
      if (waiting.size > 0 || spentMillis >= mostMillis) waiting.set(child, task)
      else perform(task)
    },
  }
}
