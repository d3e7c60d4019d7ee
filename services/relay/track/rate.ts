// How much of one track comes in a second, and how large the chunks are that start its groups: what limits in bytes that
// stand for a time go by. Measured once a chunk, whoever watches. Pure: media time is the only clock.

export interface TrackRate {
  /** Before the chunk goes to anybody, so that it counts in what is decided about it. */
  push(chunk: RatedChunk): void
  clear(): void
  /** Over the newest 10 s of media or so, and over less at the beginning; 0 before the first chunk. */
  readonly bytesPerSecond: number
  /** Of the newest chunks that start a group, the largest. */
  readonly largestKeyframeBytes: number
}

export interface RatedChunk {
  readonly startsGroup: boolean
  readonly message: { readonly length: number }
  readonly header: { readonly decodeTimeMicros: number; readonly durationMicros: number }
}

interface Span {
  bytes: number
  micros: number
}

const SPAN_MICROS = 1_000_000
const SPANS = 10
const KEYFRAMES = 8
/** Media time that goes back, or on by so much, says nothing of the rate: a new epoch, or nobody who watched. */
const JUMP_MICROS = 2_000_000

export const createTrackRate = (): TrackRate => {
  const done: Span[] = []
  const keyframes: number[] = []
  let open: Span = { bytes: 0, micros: 0 }
  let endMicros: number | undefined
  const close = () => {
    done.push(open)
    if (done.length > SPANS) done.shift()
    open = { bytes: 0, micros: 0 }
  }
  return {
    push({ startsGroup, message, header }) {
      const { decodeTimeMicros, durationMicros } = header
      const bytes = message.length
      const gapMicros = endMicros === undefined ? 0 : decodeTimeMicros - endMicros
      const jump = Math.abs(gapMicros) > JUMP_MICROS
      if (startsGroup) {
        keyframes.push(bytes)
        if (keyframes.length > KEYFRAMES) keyframes.shift()
      }
      endMicros = decodeTimeMicros + durationMicros
      open.bytes += bytes
      open.micros = Math.max(0, open.micros + (jump ? 0 : gapMicros) + durationMicros)
      if (open.micros >= SPAN_MICROS) close()
    },
    clear() {
      done.length = 0
      keyframes.length = 0
      open = { bytes: 0, micros: 0 }
      endMicros = undefined
    },
    get bytesPerSecond() {
      let { bytes, micros } = open
      for (const span of done) {
        bytes += span.bytes
        micros += span.micros
      }
      // The first keyframe alone is no second's worth.
      return bytes / (Math.max(micros, SPAN_MICROS) / 1e6)
    },
    get largestKeyframeBytes() {
      return Math.max(0, ...keyframes)
    },
  }
}
