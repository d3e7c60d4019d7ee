// Puts the chunks of one track, which several parents may send, into one sequence: the first copy wins, a hole is held
// open while a parent may still fill it, and is counted missing once when none can. Pure: it owns no timer and no
// socket, and asks for no clock: its times are those of the caller's steady one. Each parent sends in order (TCP), so that a parent which has sent a later chunk will
// not send an earlier one.

export interface Ordered {
  readonly epoch: number
  readonly sequence: number
}

export interface OrderLimits {
  /** Chunks that wait behind a hole; one more gives the hole up. */
  readonly maxHeld: number
  /** How long a hole is held open. */
  readonly maxHeldMicros: number
}

/** What became of one chunk. `late` was counted missing before; `late-epoch` belongs to a run that is over. */
export type Outcome = 'delivered' | 'held' | 'duplicate' | 'late' | 'late-epoch'

export interface Step<T> {
  readonly outcome: Outcome
  /** To be delivered now, in order. */
  readonly deliver: readonly T[]
  /** Chunks that are now known to be lost. */
  readonly missing: number
}

export interface Order<T extends Ordered> {
  accept(source: number, item: T, nowMicros: number): Step<T>
  /** Begins a newer epoch: what is held goes out first. An epoch that is not newer changes nothing. */
  begin(epoch: number): Omit<Step<T>, 'outcome'>
  /** Which parents send this track now: a hole waits for these only. */
  setSources(sources: ReadonlySet<number>): Omit<Step<T>, 'outcome'>
  /** Gives up holes that have been open too long. */
  expire(nowMicros: number): Omit<Step<T>, 'outcome'>
  /** Forgets the epoch, so that an older one may begin: what is held goes out first. */
  forget(): Omit<Step<T>, 'outcome'>
  /** The next chunk starts anew wherever it stands: nobody wanted what came between. */
  restart(): void
  readonly epoch: number
  /** The chunk that is wanted next; undefined before the first. */
  readonly next: number | undefined
  readonly held: number
  /** When the oldest hole is given up; undefined without a hole. */
  readonly deadlineMicros: number | undefined
}

const NOTHING = { deliver: [], missing: 0 } as const
/** Lost ranges that are remembered, to tell a late copy from a duplicate. */
const LOST_RANGES = 32

export const createOrder = <T extends Ordered>(limits: OrderLimits): Order<T> => {
  let epoch = 0
  let next: number | undefined
  let holeSinceMicros: number | undefined
  let sources: ReadonlySet<number> = new Set()
  const held = new Map<number, T>()
  const passed = new Map<number, number>()
  let lost: { from: number; to: number }[] = []

  const firstHeld = () => Math.min(...held.keys())
  const passedByAll = () => Math.min(...[...sources].map((source) => passed.get(source) ?? -1))

  /** Delivers what is in order; `giveUp` says whether the hole in front may be closed. */
  const settle = (deliver: T[], giveUp: (hole: number) => boolean): { deliver: T[]; missing: number } => {
    let missing = 0
    while (next !== undefined && held.size > 0) {
      const item = held.get(next)
      if (item) {
        held.delete(next)
        deliver.push(item)
        next++
      } else {
        const upTo = firstHeld()
        const proven = Math.min(upTo, passedByAll() + 1)
        const to = giveUp(next) ? upTo : proven
        if (to <= next) break
        missing += to - next
        lost = [...lost, { from: next, to }].slice(-LOST_RANGES)
        next = to
      }
    }
    if (held.size === 0) holeSinceMicros = undefined
    return { deliver, missing }
  }

  const restart = () => {
    next = undefined
    held.clear()
    passed.clear()
    lost = []
    holeSinceMicros = undefined
  }

  const begin = (newer: number) => {
    if (newer <= epoch) return NOTHING
    const flushed = settle([], () => true)
    restart()
    epoch = newer
    return flushed
  }

  const forget = () => {
    const flushed = settle([], () => true)
    restart()
    epoch = 0
    return flushed
  }

  return {
    begin,
    forget,
    accept(source, item, nowMicros) {
      if (item.epoch < epoch) return { outcome: 'late-epoch', ...NOTHING }
      const { deliver, missing } = begin(item.epoch)
      passed.set(source, Math.max(passed.get(source) ?? -1, item.sequence))
      next ??= item.sequence
      let outcome: Outcome = 'held'
      if (item.sequence < next) {
        outcome = lost.some(({ from, to }) => item.sequence >= from && item.sequence < to) ? 'late' : 'duplicate'
      } else if (held.has(item.sequence)) {
        outcome = 'duplicate'
      } else {
        held.set(item.sequence, item)
        if (item.sequence === next) outcome = 'delivered'
        else holeSinceMicros ??= nowMicros
      }
      const settled = settle([...deliver], () => held.size > limits.maxHeld)
      if (outcome === 'held' && !held.has(item.sequence)) outcome = 'delivered'
      return { outcome, deliver: settled.deliver, missing: missing + settled.missing }
    },
    setSources(now) {
      sources = now
      for (const source of passed.keys()) if (!now.has(source)) passed.delete(source)
      return settle([], () => false)
    },
    expire(nowMicros) {
      const over = holeSinceMicros !== undefined && nowMicros - holeSinceMicros >= limits.maxHeldMicros
      return over ? settle([], () => true) : NOTHING
    },
    restart,
    get epoch() {
      return epoch
    },
    get next() {
      return next
    },
    get held() {
      return held.size
    },
    get deadlineMicros() {
      return holeSinceMicros === undefined ? undefined : holeSinceMicros + limits.maxHeldMicros
    },
  }
}
