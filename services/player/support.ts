// Whether this browser can play these tracks, in words for its user.
import type { TrackDescription } from '@weir/wire'
import { mediaSourceClass, trackMime } from './source-buffer/media-source.ts'
import { hasWebCodecs } from './web-codecs/renderer.ts'

/** One sentence when it can't be played, else undefined. */
export const whyNot = (renderer: 'mse' | 'webcodecs', tracks: readonly TrackDescription[]): string | undefined => {
  if (renderer === 'webcodecs') {
    if (hasWebCodecs()) return undefined
    return !isSecureContext
      ? `Browsers have WebCodecs only on pages that came by https, or from this machine: ${location.origin} is neither. Without “?renderer=webcodecs” it may play.`
      : 'This browser has no WebCodecs (VideoDecoder), which this renderer needs. Without “?renderer=webcodecs” it may play.'
  }
  const Source = mediaSourceClass()
  if (!Source)
    return 'This browser has no Media Source Extensions, which the player needs. A recent Chrome, Edge, Firefox or Safari has them.'
  if (!('requestVideoFrameCallback' in HTMLVideoElement.prototype)) {
    return 'This browser has no requestVideoFrameCallback, which the player needs. Firefox has it from version 132 on.'
  }
  const refused = tracks.find((track) => !Source.isTypeSupported(trackMime(track)))
  return refused && `This browser can’t decode the stream’s ${refused.kind} (${refused.codec}).`
}
