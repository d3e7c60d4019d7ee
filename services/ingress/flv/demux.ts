// One FLV byte stream in, what a packager needs out: decoder configurations and frames, in order, with their times.
import { readAudioTag } from './audio-tag.ts'
import { createTagReader } from './tag-reader.ts'
import { readVideoTag } from './video-tag.ts'

/** One thing out of the stream. `bytes` are views, good until the callback returns. */
export type FlvEvent =
  | { readonly type: 'video-config' | 'audio-config'; readonly bytes: Uint8Array }
  | {
      readonly type: 'video' | 'audio'
      /** Decode time, counted on when the format's 31 bits come round. */
      readonly timestampMillis: number
      /** Presentation time after decode time; 0 for audio and for video without B-frames. */
      readonly compositionMillis: number
      readonly keyframe: boolean
      readonly bytes: Uint8Array
    }

const WRAP_MILLIS = 2 ** 31

/** Takes the stream's bytes as they come. Throws FlvError; then the stream is lost. */
export const createDemuxer = (onEvent: (event: FlvEvent) => void): ((bytes: Uint8Array) => void) => {
  let lastMillis: number | undefined
  const unwrap = (millis: number): number => {
    lastMillis = millis + Math.round(((lastMillis ?? millis) - millis) / WRAP_MILLIS) * WRAP_MILLIS
    return lastMillis
  }
  return createTagReader(({ type, timestampMillis, data }) => {
    if (type === 'video') {
      const tag = readVideoTag(data)
      if (tag.kind === 'config') onEvent({ type: 'video-config', bytes: tag.bytes })
      if (tag.kind === 'frame') {
        const { keyframe, compositionMillis, bytes } = tag
        onEvent({ type, timestampMillis: unwrap(timestampMillis), compositionMillis, keyframe, bytes })
      }
    }
    if (type === 'audio') {
      const { kind, bytes } = readAudioTag(data)
      if (kind === 'config') onEvent({ type: 'audio-config', bytes })
      else {
        onEvent({ type, timestampMillis: unwrap(timestampMillis), compositionMillis: 0, keyframe: true, bytes })
      }
    }
  })
}
