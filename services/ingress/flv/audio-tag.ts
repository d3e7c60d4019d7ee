import { FlvError } from './error.ts'

/** What an audio tag holds. `bytes` are views into the tag. */
export type AudioTag =
  /** AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1). */
  | { readonly kind: 'config'; readonly bytes: Uint8Array }
  /** One raw AAC frame, without ADTS header. */
  | { readonly kind: 'frame'; readonly bytes: Uint8Array }

const AAC = 10
const HEADER_BYTES = 2

/** Reads an audio tag's data (annex E.4.2). Throws FlvError `truncated`, `codec`. */
export const readAudioTag = (data: Uint8Array): AudioTag => {
  if (data.length < HEADER_BYTES) {
    throw new FlvError('truncated', `an audio tag has at least ${HEADER_BYTES} bytes, got ${data.length}`)
  }
  const format = (data[0] as number) >> 4
  if (format !== AAC) throw new FlvError('codec', `audio is AAC (format 10), got format ${format}`)
  const bytes = data.subarray(HEADER_BYTES)
  if (data[1] === 0) return { kind: 'config', bytes }
  if (data[1] === 1) return { kind: 'frame', bytes }
  throw new FlvError('codec', `an AAC packet is of type 0 or 1, got ${data[1]}`)
}
