import { AAC_FRAME_SAMPLES } from '../aac/audio-config.ts'
import type { Placement } from './counted.ts'

/** State between AAC frames. */
export interface AudioTracking {
  /** First sample of the frame, in ticks of the sample rate; below 0 for what the encoder puts before the first one. */
  readonly decodeTime: number
  readonly discontinuity: boolean
  /** The encoder's time of the very first frame, plus what was left out since. */
  readonly firstMillis: number
  /** Where that very first frame stood. */
  readonly firstTime: number
}

/** ffmpeg's AAC encoder puts one frame before the first sample, which a decoder needs and nobody hears. */
export const ENCODER_DELAY_SAMPLES = 1024
/** Below this the encoder's time, in whole ms, is the same as counting. */
const LARGEST_ERROR_MILLIS = 40

/** Where the encoder's time says that a frame stands, in samples, less where counting puts it; 0 if it is about there. */
export const audioError = (before: AudioTracking, timestampMillis: number, sampleRate: number): number => {
  const counted = before.decodeTime + AAC_FRAME_SAMPLES
  const told = ((timestampMillis - before.firstMillis) * sampleRate) / 1000 + before.firstTime
  return Math.abs(told - counted) > (LARGEST_ERROR_MILLIS * sampleRate) / 1000 ? Math.round(told - counted) : 0
}

/**
 * The place of the next AAC frame: samples are counted, since a decoder wants them to join exactly, and the encoder's
 * time is looked at only when it jumps forward. The very first stands at `firstTime`.
 */
export const trackAudio = (
  before: AudioTracking | undefined,
  timestampMillis: number,
  sampleRate: number,
  firstTime = -ENCODER_DELAY_SAMPLES,
): AudioTracking => {
  if (!before) return { decodeTime: firstTime, discontinuity: false, firstMillis: timestampMillis, firstTime }
  const jump = Math.max(0, audioError(before, timestampMillis, sampleRate))
  return { ...before, decodeTime: before.decodeTime + AAC_FRAME_SAMPLES + jump, discontinuity: jump > 0 }
}

/** From here on counting is right, and the encoder's time is taken to say the same. */
export const anchorAudio = (before: AudioTracking, timestampMillis: number, sampleRate: number): AudioTracking => ({
  ...before,
  firstMillis: timestampMillis - ((before.decodeTime + AAC_FRAME_SAMPLES - before.firstTime) * 1000) / sampleRate,
})

/** The next frame is left out, and the one after it takes its place. */
export const skipAudio = (before: AudioTracking, sampleRate: number): AudioTracking => ({
  ...before,
  firstMillis: before.firstMillis + (AAC_FRAME_SAMPLES * 1000) / sampleRate,
})

/** The frame's place. */
export const audioPlacement = ({ decodeTime, discontinuity }: AudioTracking): Placement => ({
  decodeTime,
  duration: AAC_FRAME_SAMPLES,
  discontinuity,
})
