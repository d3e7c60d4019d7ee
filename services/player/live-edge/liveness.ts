// Whether what is shown is live, and if it is not for a while, what the page says: one sentence, and no later than 2 s after
// it was last. Pure: takes what is known of the picture at every look.

export interface LivenessView {
  readonly nowSeconds: number
  /** The edge has answered. */
  readonly connected: boolean
  /** How long one frame is shown, s. */
  readonly frameSeconds: number
  /** How much older the picture that is shown is than the newest that came, s; undefined before there is a renderer. */
  readonly behindSeconds: number | undefined
  /** For how long, at the least, the newest chunk was on its way from the edge, s; undefined while nothing tells. */
  readonly linkSeconds: number | undefined
  /** How long ago a chunk of the picture came, s; undefined before the first. */
  readonly silentSeconds: number | undefined
  /** When that was, or for a chunk out of a cache when it was captured, as people write it. */
  readonly newestAt: string
  /** It came out of a cache: nothing live has come yet. */
  readonly replayed: boolean
  /** Sound still comes. */
  readonly sounds: boolean
  /** Playback waits for its user. */
  readonly paused: boolean
  /** The browser wants no media for now. */
  readonly held: boolean
}

/** `well`: live. `soon`: not, but not for long. */
export type Verdict =
  | { readonly kind: 'well' | 'soon' }
  | { readonly kind: 'behind' | 'silent'; readonly sentence: string }

/** What is not older than this is live, s. */
const LIVE_SECONDS = 1
/** How long all may be quiet without a word, s: with a look every 250 ms that is within 2 s. */
const PATIENCE_SECONDS = 1.7
/** A stream that is slow by itself has so many frames for each of these. */
const FRAMES = 3
/** Catching up is to be seen within so long, s; the least that counts, s a second. */
const TREND_SECONDS = 3
const LEAST_TREND = 0.1

type Nearness = Pick<LivenessView, 'behindSeconds' | 'silentSeconds' | 'frameSeconds' | 'paused'>
type Link = Pick<LivenessView, 'linkSeconds'>

/** What is shown is near to the newest that came, and that came just now, and plays: a picture that is sought does not. */
export const isNear = ({ behindSeconds, silentSeconds, frameSeconds, paused }: Nearness): boolean =>
  !paused &&
  behindSeconds !== undefined &&
  behindSeconds <= Math.max(LIVE_SECONDS, FRAMES * frameSeconds) &&
  silentSeconds !== undefined &&
  silentSeconds <= Math.max(PATIENCE_SECONDS, FRAMES * frameSeconds)

/** More is on its way than the link carries: what comes is near to the newest that came, and old. */
const isHeldUp = ({ linkSeconds }: Link): boolean => linkSeconds !== undefined && linkSeconds > LIVE_SECONDS

/** That, and the newest came as fast as it was sent. */
export const isLive = (view: Nearness & Link): boolean => isNear(view) && !isHeldUp(view)

export const createLiveness = () => {
  let wellSeconds: number | undefined
  let trend: { atSeconds: number; behindSeconds: number }[] = []

  const catchesUp = (nowSeconds: number, behindSeconds: number): boolean => {
    trend = [...trend, { atSeconds: nowSeconds, behindSeconds }].filter(
      ({ atSeconds }) => atSeconds >= nowSeconds - TREND_SECONDS,
    )
    const oldest = trend[0] as { atSeconds: number; behindSeconds: number }
    const passed = nowSeconds - oldest.atSeconds
    return passed < TREND_SECONDS / 2 || oldest.behindSeconds - behindSeconds > LEAST_TREND * passed
  }

  const why = (view: LivenessView, behindSeconds: number): string => {
    if (isHeldUp(view)) {
      const oldSeconds = Math.round(behindSeconds + (view.linkSeconds ?? 0))
      return `The picture is ${oldSeconds} s old. The connection to the edge is too slow for this stream.`
    }
    const sentence = `The picture is ${Math.round(behindSeconds)} s behind.`
    return catchesUp(view.nowSeconds, behindSeconds)
      ? `${sentence} Catching up…`
      : `${sentence} This browser decodes the stream too slowly to catch up; the next keyframe may help.`
  }

  return {
    judge: (view: LivenessView): Verdict => {
      const { nowSeconds, silentSeconds, behindSeconds, newestAt } = view
      wellSeconds ??= nowSeconds
      const patienceSeconds = Math.max(PATIENCE_SECONDS, FRAMES * view.frameSeconds)
      const late = nowSeconds - wellSeconds > patienceSeconds
      if (!view.connected)
        return late ? { kind: 'behind', sentence: 'The edge has not answered yet.' } : { kind: 'soon' }
      if (view.held)
        return late
          ? { kind: 'silent', sentence: 'This browser wants no media for now. The picture goes on as soon as it does.' }
          : { kind: 'soon' }
      if (view.paused && late)
        return { kind: 'behind', sentence: 'Paused. “Play”, or a click on the picture, plays it.' }
      if (silentSeconds === undefined)
        return late
          ? { kind: 'silent', sentence: 'Nothing has come yet. The picture begins with the stream’s next keyframe.' }
          : { kind: 'soon' }
      if (silentSeconds > patienceSeconds) {
        const sentence = view.replayed
          ? `Nothing new comes: the newest picture is of ${newestAt}.`
          : view.sounds
            ? `No picture has come since ${newestAt}; the sound goes on.`
            : `Nothing has come since ${newestAt}.`
        return { kind: 'silent', sentence }
      }
      if (isLive(view)) {
        wellSeconds = nowSeconds
        trend = []
        return { kind: 'well' }
      }
      if (!late) return { kind: 'soon' }
      return { kind: 'behind', sentence: why(view, behindSeconds ?? 0) }
    },
    /** What was is over: a join begins, or nobody looked. */
    restart: (): void => {
      wellSeconds = undefined
      trend = []
    },
  }
}
