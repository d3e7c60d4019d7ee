import { AAC_FRAME_SAMPLES } from '../aac/audio-config.ts'
import type { Placement } from './counted.ts'

/** State between AAC frames. */
export interface AudioTracking {
  /** First sample of the frame, in ticks of the sample rate; below 0 for what the encoder puts before the first one. */
  readonly decodeTime: number
  readonly discontinuity: boolean
  /** The encoder's time of the very first frame, plus what was left out since. */
  readonly firstMillis: number
}

/** ffmpeg's AAC encoder puts one frame before the first sample, which a decoder needs and nobody hears. */
export const ENCODER_DELAY_SAMPLES = 1024
/** Below this the encoder's time, in whole ms, is the same as counting. */
const LARGEST_ERROR_MILLIS = 40

/**
 * The place of the next AAC frame: samples are counted, since a decoder wants them to join exactly, and the encoder's
 * time is looked at only when it jumps forward.
 */
export const trackAudio = (
  before: AudioTracking | undefined,
  timestampMillis: number,
  sampleRate: number,
): AudioTracking => {
  if (!before) return { decodeTime: -ENCODER_DELAY_SAMPLES, discontinuity: false, firstMillis: timestampMillis }
  const counted = before.decodeTime + AAC_FRAME_SAMPLES
  const told = ((timestampMillis - before.firstMillis) * sampleRate) / 1000 - ENCODER_DELAY_SAMPLES
  const jumped = told - counted > (LARGEST_ERROR_MILLIS * sampleRate) / 1000
  return { ...before, decodeTime: jumped ? Math.round(told) : counted, discontinuity: jumped }
}

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
