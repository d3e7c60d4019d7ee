import type { Stage } from './stage.ts'

/** What the link can carry from a moment on, and until when that holds. */
export interface RateSpan {
  /** Infinity: as fast as it comes. */
  readonly bitsPerSecond: number
  readonly untilSeconds: number
}

export interface RateStage {
  readonly enter: Stage
  /** When all that has entered is sent. */
  freeAtSeconds(): number
}

/**
 * Serialization: a piece leaves when its last bit is sent, and the next begins then. Bytes are counted as the
 * application sees them: headers of WebSocket count, those of TCP and IP (3 % at full segments) do not.
 */
export const createRate = (rateAt: (atSeconds: number) => RateSpan): RateStage => {
  let free = 0
  return {
    enter: (atSeconds, bytes) => {
      let at = Math.max(atSeconds, free)
      let bits = bytes * 8
      while (bits > 0) {
        const { bitsPerSecond, untilSeconds } = rateAt(at)
        const fits = (untilSeconds - at) * bitsPerSecond
        if (bits <= fits) {
          at += bits / bitsPerSecond
          break
        }
        bits -= fits
        at = untilSeconds
      }
      free = at
      return at
    },
    freeAtSeconds: () => free,
  }
}
