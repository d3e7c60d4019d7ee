import { addEmulationPrevention, bitReader, bitsOf, unsignedBits, withTrailingBits } from './bits.ts'
import { readSps } from './sps.ts'

/** A VUI that says nothing, up to its last flag, bitstream_restriction_flag (annex E.1.1): nine flags. */
const EMPTY_VUI_BITS = 9 - 1

/**
 * An SPS that says that pictures come out in the order in which they are decoded (bitstream_restriction, annex E.2.1:
 * max_num_reorder_frames 0). Without that a decoder holds back as many frames as its buffer takes. Gives the unit
 * itself when it says how many frames are reordered already. Throws RangeError when it ends too soon.
 */
export const withoutReorder = (unit: Uint8Array): Uint8Array => {
  const sps = readSps(unit)
  if (sps.maxNumReorderFrames !== undefined) return unit
  const kept = sps.restrictionFlagAt ?? sps.vuiFlagAt
  const reader = bitReader(sps.bytes)
  return addEmulationPrevention(
    withTrailingBits([
      ...Array.from({ length: kept }, () => reader.bits(1)),
      ...(sps.hasVui ? [] : [1, ...bitsOf(0, EMPTY_VUI_BITS)]),
      1, // bitstream_restriction_flag
      1, // motion_vectors_over_pic_boundaries_flag
      ...unsignedBits(0), // max_bytes_per_pic_denom: no limit
      ...unsignedBits(0), // max_bits_per_mb_denom: no limit
      ...unsignedBits(15), // log2_max_mv_length_horizontal
      ...unsignedBits(15), // log2_max_mv_length_vertical
      ...unsignedBits(0), // max_num_reorder_frames
      ...unsignedBits(sps.maxNumRefFrames), // max_dec_frame_buffering
    ]),
  )
}
