// How much media has to lie ahead of playback that is heard: a browser keeps sound for its device, and how much depends on
// both. So it is learned: what it waits for before it begins is what it needs, and playback that stalls all the same needs
// more, for a while. Outlives the renderers of a page, since the device does. Pure.

export interface SoundMargin {
  /** Media that has to be ahead, s; undefined before sound has begun once. */
  seconds(nowSeconds: number): number | undefined
  /** Sound began to play, with so much ahead of it, s. */
  began(aheadSeconds: number): void
  /** It ran out of sound, when so much was ahead of it. */
  ranOut(nowSeconds: number, aheadSeconds: number): void
  /** After it was sent somewhere, the device stood for so long before it was heard, s. */
  stood(seconds: number): void
  /** For so long it will stand when it is sent somewhere, s: as the last time. */
  readonly standsSeconds: number
}

/** What a picture needs, sound needs too, s. */
const LEAST_SECONDS = 0.012
/** Of what a browser waits for, s: when the machine is busy, more has come until it says that it plays. */
const MOST_NEED_SECONDS = 0.3
/** What one stall adds at least, the most that all of them add, and what goes again of it each second, s. */
const STALL_SECONDS = 0.05
const MOST_EXTRA_SECONDS = 0.3
const SHRINK_A_SECOND = 0.001
/** A device takes no longer to begin; a machine that is busy may, s. */
const LONGEST_START_SECONDS = 3

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value))

export const createSoundMargin = (): SoundMargin => {
  let needSeconds: number | undefined
  let extra = { seconds: 0, atSeconds: 0 }
  let standsSeconds = 0
  const extraAt = (nowSeconds: number): number =>
    Math.max(0, extra.seconds - SHRINK_A_SECOND * (nowSeconds - extra.atSeconds))
  return {
    seconds: (nowSeconds) => (needSeconds === undefined ? undefined : needSeconds + extraAt(nowSeconds)),
    began: (aheadSeconds) => {
      // The least of all beginnings: one that had more at once did not wait for it.
      needSeconds = clamp(Math.min(aheadSeconds, needSeconds ?? aheadSeconds), LEAST_SECONDS, MOST_NEED_SECONDS)
    },
    ranOut: (nowSeconds, aheadSeconds) => {
      needSeconds ??= LEAST_SECONDS
      const more = Math.max(extraAt(nowSeconds), aheadSeconds - needSeconds) + STALL_SECONDS
      extra = { seconds: Math.min(MOST_EXTRA_SECONDS, more), atSeconds: nowSeconds }
    },
    stood: (seconds) => {
      standsSeconds = clamp(seconds, 0, LONGEST_START_SECONDS)
    },
    get standsSeconds() {
      return standsSeconds
    },
  }
}
