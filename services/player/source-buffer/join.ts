// The beginning: an edge sends all it has since the newest keyframe at once. Its first picture is shown as soon as it is
// decoded, and then playback goes on to the newest, once. Pure: says when that is.

export interface Join {
  /** Playback has not been sent to the newest yet. */
  readonly waiting: boolean
  /** A chunk was handed to the browser. The first that was not replayed comes right after the burst. */
  chunk(replay: boolean): void
  /** There is a first decoded picture: to go on sooner would throw its decoding away. */
  decoded(): void
}

/** `toNewest` is called once, in the call that completes it. */
export const createJoin = (toNewest: () => void): Join => {
  let burst = true
  let decoding = true
  const settle = (): void => {
    if (!burst && !decoding) toNewest()
  }
  return {
    get waiting() {
      return burst || decoding
    },
    chunk: (replay) => {
      if (replay || !burst) return
      burst = false
      settle()
    },
    decoded: () => {
      if (!decoding) return
      decoding = false
      settle()
    },
  }
}
