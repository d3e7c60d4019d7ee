// Which parent is to push when a node prefers some over others: the best that can, at once on the way down, and with
// patience on the way back up, so that a parent which comes and goes does not drag the stream along. Pure.

export interface Preferable {
  readonly index: number
  /** 0 is the best. */
  readonly rank: number
  /** Since when it has been up. */
  readonly upSinceMicros: number
  /** It has not been down since it first came up. */
  readonly neverDown: boolean
  /** When it was last given up for being silent or late; undefined for never. */
  readonly givenUpMicros: number | undefined
}

/** A parent that was down is come back to when it has been up for so long. */
export const STEADY_MICROS = 10_000_000
/** One that was given up while it was up has more to make good. */
export const REST_MICROS = 60_000_000

/** When it was given up on the connection that it has now: what was before has been made good by a new one. */
const givenUpOn = ({ upSinceMicros, givenUpMicros }: Preferable): number | undefined =>
  givenUpMicros !== undefined && givenUpMicros >= upSinceMicros ? givenUpMicros : undefined

/** From when on a parent may take the stream from one that pushes it well. */
const trustedAtMicros = (parent: Preferable): number => {
  const { upSinceMicros, neverDown } = parent
  const givenUpMicros = givenUpOn(parent)
  return Math.max(
    neverDown ? upSinceMicros : upSinceMicros + STEADY_MICROS,
    givenUpMicros === undefined ? 0 : givenUpMicros + REST_MICROS,
  )
}

export interface Preferred {
  /** Undefined when there is no candidate. */
  readonly index: number | undefined
  /** When to ask again, because a better one will be trusted by then; undefined for never. */
  readonly againMicros: number | undefined
}

/** Takes the parents that are up and could push. */
export const prefer = (candidates: readonly Preferable[], active: number | undefined, nowMicros: number): Preferred => {
  const byRank = [...candidates].sort((a, b) => a.rank - b.rank)
  const pushing = byRank.find(({ index }) => index === active)
  if (!pushing) {
    // Those that were given up lately come last, the one that has rested longest first: two bad parents in front do not
    // hide a good third.
    const tired = (parent: Preferable) => {
      const givenUpMicros = givenUpOn(parent) ?? 0
      return nowMicros - givenUpMicros < REST_MICROS ? givenUpMicros : 0
    }
    const best = byRank.sort((a, b) => tired(a) - tired(b) || a.rank - b.rank)[0]
    return best ? prefer(candidates, best.index, nowMicros) : { index: undefined, againMicros: undefined }
  }
  const better = byRank.filter(({ rank }) => rank < pushing.rank)
  const trusted = better.find((candidate) => trustedAtMicros(candidate) <= nowMicros)
  const index = trusted?.index ?? pushing.index
  const waiting = better.filter(({ rank }) => rank < (trusted ?? pushing).rank).map(trustedAtMicros)
  return { index, againMicros: waiting.length > 0 ? Math.min(...waiting) : undefined }
}
