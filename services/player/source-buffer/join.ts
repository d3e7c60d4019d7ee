// The beginning: an edge sends all it has since the newest keyframe at once. Its first picture is shown as soon as it is
// decoded, and then playback goes on to the newest, once. Of a long burst that first picture is old and shown to nobody:
// all of it is decoded on the way to the newest. Pure: says when that is.

export interface Join {
  /** Playback has not been sent to the newest yet. */
  readonly waiting: boolean
  /** A chunk that plays from `mediaSeconds` on was handed to the browser. The first that was not replayed ends the burst. */
  chunk(replay: boolean, mediaSeconds: number): void
  /** The browser knows what it will play: a position that is set before is forgotten. */
  described(): void
  /** There is a first decoded picture: to go on sooner would throw its decoding away. */
  decoded(): void
}

/** The first picture of a longer burst than this is not waited for, s. */
const LONG_SECONDS = 1

/** `toNewest` is called once, in the call that completes it. */
export const createJoin = (toNewest: () => void): Join => {
  let burst = true
  let described = false
  let decoded = false
  let gone = false
  let firstSeconds: number | undefined
  let long = false
  const settle = (): void => {
    if (gone || burst || !(decoded || (long && described))) return
    gone = true
    toNewest()
  }
  return {
    get waiting() {
      return !gone
    },
    chunk: (replay, mediaSeconds) => {
      if (!burst) return
      firstSeconds ??= mediaSeconds
      long = mediaSeconds - firstSeconds > LONG_SECONDS
      burst = replay
      settle()
    },
    described: () => {
      described = true
      settle()
    },
    decoded: () => {
      decoded = true
      settle()
    },
  }
}
