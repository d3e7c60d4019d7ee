import { FlvError } from './error.ts'

/** What a video tag holds. `bytes` are views into the tag. */
export type VideoTag =
  /** AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1). */
  | { readonly kind: 'config'; readonly bytes: Uint8Array }
  /** One access unit: NAL units, each after its length in 4 bytes, as an `mdat` holds them. */
  | {
      readonly kind: 'frame'
      readonly keyframe: boolean
      readonly compositionMillis: number
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'end' }

const AVC = 7
const HEADER_BYTES = 5
const LENGTH_BYTES = 4

/** Reads a video tag's data (annex E.4.3). Throws FlvError `truncated`, `codec`, `nal`. */
export const readVideoTag = (data: Uint8Array): VideoTag => {
  if (data.length < HEADER_BYTES) {
    throw new FlvError('truncated', `a video tag has at least ${HEADER_BYTES} bytes, got ${data.length}`)
  }
  const codec = (data[0] as number) & 15
  if (codec !== AVC) throw new FlvError('codec', `video is H.264 (codec 7), got codec ${codec}`)
  const bytes = data.subarray(HEADER_BYTES)
  switch (data[1]) {
    case 0:
      return { kind: 'config', bytes }
    case 1:
      checkUnits(bytes)
      return {
        kind: 'frame',
        keyframe: (data[0] as number) >> 4 === 1,
        compositionMillis:
          (((data[2] as number) << 24) | ((data[3] as number) << 16) | ((data[4] as number) << 8)) >> 8,
        bytes,
      }
    case 2:
      return { kind: 'end' }
    default:
      throw new FlvError('codec', `an AVC packet is of type 0, 1 or 2, got ${data[1]}`)
  }
}

const checkUnits = (bytes: Uint8Array): void => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  while (at + LENGTH_BYTES <= bytes.length) at += LENGTH_BYTES + view.getUint32(at)
  if (at !== bytes.length || at === 0) {
    throw new FlvError('nal', `NAL units of an access unit end at byte ${at}, the tag at ${bytes.length}`)
  }
}
