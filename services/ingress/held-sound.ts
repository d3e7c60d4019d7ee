// Sound on its way out. It is made ahead of its picture and goes out with it, so that a player that joins finds both; where
// there is a picture and no sound, silence goes out, since a player stands still where one of the two is missing. Takes AAC
// frames as the encoder's, and how far the picture has come; gives frames with their place. Owns what is held, which is
// bounded.
import { SILENT_FRAME } from './aac/expected.ts'
import type { SoundTiming } from './source/plan.ts'
import {
  AAC_FRAME_SAMPLES,
  type AudioTracking,
  anchorAudio,
  audioError,
  audioPlacement,
  ENCODER_DELAY_SAMPLES,
  type Placement,
  skipAudio,
  trackAudio,
} from './timeline/index.ts'

/** Frames that may wait for the very first picture: about 10 s. */
const MOST_BEFORE_FIRST = 512
/** The picture went on for so long behind all sound that there was, and no more came: there is none. */
const QUIET_MICROS = 1_000_000
/**
 * Sound that was held up comes all at once but for some pictures that ffmpeg lets out in between, and has caught up by
 * then. If it has not, its times are not the picture's: when ffmpeg's own loop begins a file again, it looks at how long the
 * sound was, and forgets the picture that went on. Then it belongs to the picture with which it comes.
 */
const CATCH_UP_MICROS = 500_000
/** ffmpeg makes sound so much before its picture, about. */
const ANCHOR_LEAD_SECONDS = 0.12
/**
 * Where sound and picture of a live input began further apart, the input does not say how they belong together: the later
 * one begins where the other is.
 */
const LONGEST_LATE_SECONDS = 5

export interface HeldSoundOptions extends SoundTiming {
  readonly sampleRate: number
  readonly publish: (bytes: Uint8Array, place: Placement) => void
  /** A frame was left out: its place was too far ahead of the picture, or silence has gone out for it already. */
  readonly onDropped: (why: 'sound-ahead' | 'sound-late') => void
}

export interface HeldSound {
  /** Takes a frame of the encoder's. */
  take(bytes: Uint8Array, timestampMillis: number): void
  /** A picture begins here on the media timeline: the sound before it goes out. */
  pictureBegins(atMicros: number): void
  /** And it ends here. */
  pictureEnds(atMicros: number): void
}

export const createHeldSound = ({
  sampleRate,
  fromSeconds,
  aheadSeconds,
  timed,
  publish,
  onDropped,
}: HeldSoundOptions): HeldSound => {
  const mostHeld = Math.round((aheadSeconds * sampleRate) / AAC_FRAME_SAMPLES)
  const held: { readonly bytes: Uint8Array; readonly place: Placement }[] = []
  let tracking: AudioTracking | undefined
  /** Behind the last frame that has a place, in samples. */
  let endTime = 0
  let pictureMicros = 0
  /** Where the picture was when sound came last. */
  let heardMicros = 0
  let silent = false
  /** Where the picture was when sound came whose place silence had taken. */
  let lateSinceMicros: number | undefined

  const release = (beforeMicros: number): void => {
    while (held[0] && (held[0].place.decodeTime * 1e6) / sampleRate < beforeMicros) {
      const { bytes, place } = held.shift() as (typeof held)[number]
      publish(bytes, place)
    }
  }
  const hold = (bytes: Uint8Array, place: Placement): void => {
    held.push({ bytes, place })
    endTime = place.decodeTime + place.duration
  }
  const holdSilence = (untilTime: number): void => {
    while (untilTime - endTime >= AAC_FRAME_SAMPLES && held.length < mostHeld) {
      hold(SILENT_FRAME, { decodeTime: endTime, duration: AAC_FRAME_SAMPLES, discontinuity: false })
      if (tracking) tracking = { ...tracking, decodeTime: endTime - AAC_FRAME_SAMPLES }
    }
  }

  /** The place of sound that comes after silence; false when the silence has its place. */
  const resume = (timestampMillis: number): boolean => {
    if (!tracking) {
      const due = Math.round(fromSeconds * sampleRate) - ENCODER_DELAY_SAMPLES
      const firstTime = endTime - due > LONGEST_LATE_SECONDS * sampleRate ? endTime : due
      tracking = trackAudio(undefined, timestampMillis, sampleRate, firstTime)
      tracking = { ...tracking, decodeTime: endTime - AAC_FRAME_SAMPLES }
    }
    if (audioError(tracking, timestampMillis, sampleRate) < 0) {
      lateSinceMicros ??= pictureMicros
      if (timed || pictureMicros - lateSinceMicros < CATCH_UP_MICROS) return false
      holdSilence(endTime + ANCHOR_LEAD_SECONDS * sampleRate)
      tracking = anchorAudio(tracking, timestampMillis, sampleRate)
    }
    lateSinceMicros = undefined
    silent = false
    return true
  }

  return {
    take(bytes, timestampMillis) {
      heardMicros = pictureMicros
      if (silent && !resume(timestampMillis)) return onDropped('sound-late')
      const begun = pictureMicros > 0
      if (!begun && held.length === MOST_BEFORE_FIRST && held.shift()) onDropped('sound-ahead')
      // ffmpeg makes sound by the wall clock, and pictures by counting: a machine that stalls for seconds loses pictures.
      if (begun && tracking && held.length >= mostHeld) {
        tracking = skipAudio(tracking, sampleRate)
        return onDropped('sound-ahead')
      }
      if (tracking) holdSilence(endTime + Math.max(0, audioError(tracking, timestampMillis, sampleRate)))
      tracking = trackAudio(
        tracking,
        timestampMillis,
        sampleRate,
        Math.round(fromSeconds * sampleRate) - ENCODER_DELAY_SAMPLES,
      )
      const place = audioPlacement(tracking)
      if (place.decodeTime < 0) return
      hold(bytes.slice(), place)
      release(pictureMicros)
    },
    pictureBegins(atMicros) {
      if (pictureMicros === 0 && held.length * AAC_FRAME_SAMPLES > LONGEST_LATE_SECONDS * sampleRate) {
        for (; held.length > 0; held.shift()) onDropped('sound-ahead')
        tracking = undefined
        endTime = 0
      }
      release(atMicros)
    },
    pictureEnds(atMicros) {
      pictureMicros = atMicros
      const endMicros = (endTime * 1e6) / sampleRate
      silent ||= atMicros - Math.max(heardMicros, endMicros) >= QUIET_MICROS
      if (silent && endMicros < atMicros) {
        holdSilence((atMicros * sampleRate) / 1e6 + AAC_FRAME_SAMPLES)
      }
      release(atMicros)
    },
  }
}
