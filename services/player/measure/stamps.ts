// When a shown frame was captured, and when it was shown: by the clock in its picture, if it has one, else by its chunk.
// Owns the reader of that clock, and counts the pictures in which it could not be read.
import { wallMicros } from '@weir/time'
import type { PictureClock } from '@weir/wire'
import type { ShownFrame } from '../renderer.ts'
import { type ClockReader, createClockReader } from '../timecode/read.ts'

export interface Stamps {
  /** By the ingress's clock, µs since 1970. */
  readonly capturedMicros: number
  /** On the page's timeline (`performance.now()`), ms. */
  readonly shownMillis: number
}

/** What the clock in a picture and its chunk's capture time, which tell the same moment, may be apart. */
const MOST_APART_MICROS = 1_000_000

/** The clock in the picture is that of the ingress's system, which steps by itself: its node follows within a second. */
export const ofOneClock = (pictureMicros: number, captureMicros: number): boolean =>
  Math.abs(pictureMicros - captureMicros) <= MOST_APART_MICROS

export const createStamper = () => {
  let reader: { clock: PictureClock; reader: ClockReader } | undefined
  let clockMillis: number | undefined
  let unreadable = 0
  return {
    /** Undefined when nothing tells. `clock` is where the stream has one. */
    stamp: (frame: ShownFrame, clock: PictureClock | undefined): Stamps | undefined => {
      const { chunk, shownMillis } = frame
      if (!clock) return chunk && { capturedMicros: chunk.captureMicros, shownMillis }
      if (reader?.clock !== clock) reader = { clock, reader: createClockReader(clock) }
      const millis = reader.reader.read(frame.picture, (chunk?.captureMicros ?? wallMicros(shownMillis)) / 1000)
      if (millis === undefined) {
        unreadable += 1
        return undefined
      }
      clockMillis = millis
      const drawn = frame.capturedNear(millis * 1000)
      // Firefox calls back for a frame that it is about to show, and draws the one before it until then.
      return chunk && drawn && drawn !== chunk
        ? { capturedMicros: millis * 1000 + chunk.captureMicros - drawn.captureMicros, shownMillis: frame.dueMillis }
        : { capturedMicros: millis * 1000, shownMillis }
    },
    /** The clock in the newest picture, ms since 1970. */
    get clockMillis() {
      return clockMillis
    },
    get unreadable() {
      return unreadable
    },
  }
}
