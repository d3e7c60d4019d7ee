// The little that WebCodecs needs out of ISO BMFF (ISO/IEC 14496-12): the decoder configuration (`avcC`, `hvcC`) out of
// an init segment, and the samples out of a chunk.
import { boxesIn, findBox } from '../iso-bmff/boxes.ts'

/** VisualSampleEntry fields before its boxes (14496-12, 12.1.3). */
const VISUAL_ENTRY_BYTES = 78
/** FullBox version and flags, then the count of entries. */
const SAMPLE_DESCRIPTION_HEAD = 8

/** The `description` that VideoDecoder.configure takes; undefined when the init segment has none. */
export const decoderDescription = (init: Uint8Array): Uint8Array | undefined => {
  const entries = findBox(init, 'moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd')?.subarray(SAMPLE_DESCRIPTION_HEAD)
  const entry = entries && [...boxesIn(entries)][0]
  const inside = entry?.body.subarray(VISUAL_ENTRY_BYTES)
  return inside && (findBox(inside, 'avcC') ?? findBox(inside, 'hvcC'))
}

/** The media data of a chunk: with one frame to a chunk, the frame. */
export const mediaData = (chunk: Uint8Array): Uint8Array | undefined => findBox(chunk, 'mdat')
