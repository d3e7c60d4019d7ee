// The beginning: an edge sends all it has since the newest keyframe at once. Gathers that burst, so that it is appended
// in one go and playback begins at its end, not at its start.

/** A burst has ended when nothing more came for this long. */
const QUIET_MILLIS = 3
/** Over this many pieces are no join any more. */
const MOST_PIECES = 2000

export interface Join {
  readonly waiting: boolean
  /** Does it in its turn. */
  inTurn(act: () => void): void
  /** `act` appends the chunk and says where it was put, s. */
  chunk(replay: boolean, act: () => number): void
  close(): void
}

/** `onStart` is told where playback shall begin, s, just after the whole burst was handed on. */
export const createJoin = (onStart: (startSeconds: number) => void): Join => {
  let pieces: (() => number | undefined)[] | undefined = []
  let quiet: ReturnType<typeof setTimeout> | undefined

  const finish = (): void => {
    if (!pieces) return
    clearTimeout(quiet)
    const all = pieces
    pieces = undefined
    const last = all.map((piece) => piece()).findLast((seconds) => seconds !== undefined)
    if (last !== undefined) onStart(last)
  }

  return {
    get waiting() {
      return pieces !== undefined
    },
    inTurn: (act) => {
      if (!pieces) act()
      else {
        pieces.push(() => {
          act()
          return undefined
        })
      }
    },
    chunk: (replay, act) => {
      if (!pieces) {
        act()
        return
      }
      pieces.push(act)
      if (!replay || pieces.length > MOST_PIECES) finish()
      else {
        clearTimeout(quiet)
        quiet = setTimeout(finish, QUIET_MILLIS)
      }
    },
    close: () => {
      clearTimeout(quiet)
      pieces = []
    },
  }
}
