// Sequence parameter set (ITU-T H.264, 7.3.2.1.1): read as far as the picture's size and the place where the VUI says
// whether pictures are reordered (annex E.1.1).
import { type BitReader, bitReader, removeEmulationPrevention } from './bits.ts'

/** What we need of a sequence parameter set. */
export interface Sps {
  readonly width: number
  readonly height: number
  readonly maxNumRefFrames: number
  /** The most frames that may come before one in decoding and follow it in output; undefined when it doesn't say. */
  readonly maxNumReorderFrames: number | undefined
  /** Payload without emulation prevention, NAL header included. */
  readonly bytes: Uint8Array
  /** Position, in bits, of vui_parameters_present_flag, and whether it is set. */
  readonly vuiFlagAt: number
  readonly hasVui: boolean
  /** Position, in bits, of bitstream_restriction_flag, where there is a VUI. */
  readonly restrictionFlagAt: number | undefined
}

/** Profiles whose parameter sets have chroma format and scaling lists (7.3.2.1.1). */
const HIGH_PROFILES = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]
const EXTENDED_SAR = 255

const skipScalingList = (reader: BitReader, size: number): void => {
  let next = 8
  for (let index = 0; index < size && next !== 0; index++) next = (next + reader.signed() + 256) % 256
}

/** Reads the high profiles' part; gives chroma_format_idc. */
const readChroma = (reader: BitReader): number => {
  const format = reader.unsigned()
  if (format === 3) reader.bits(1)
  reader.unsigned()
  reader.unsigned()
  reader.bits(1)
  if (reader.bits(1)) {
    for (let list = 0; list < (format === 3 ? 12 : 8); list++) {
      if (reader.bits(1)) skipScalingList(reader, list < 6 ? 16 : 64)
    }
  }
  return format
}

const skipPictureOrder = (reader: BitReader): void => {
  const type = reader.unsigned()
  if (type === 0) reader.unsigned()
  if (type === 1) {
    reader.bits(1)
    reader.signed()
    reader.signed()
    const count = reader.unsigned()
    for (let index = 0; index < count; index++) reader.signed()
  }
}

const skipHrd = (reader: BitReader): void => {
  const count = reader.unsigned() + 1
  reader.bits(8)
  for (let index = 0; index < count; index++) {
    reader.unsigned()
    reader.unsigned()
    reader.bits(1)
  }
  reader.bits(20)
}

/** Reads a VUI up to bitstream_restriction_flag, which comes next. */
const skipVui = (reader: BitReader): void => {
  if (reader.bits(1) && reader.bits(8) === EXTENDED_SAR) reader.bits(32)
  if (reader.bits(1)) reader.bits(1)
  if (reader.bits(1)) {
    reader.bits(4)
    if (reader.bits(1)) reader.bits(24)
  }
  if (reader.bits(1)) {
    reader.unsigned()
    reader.unsigned()
  }
  if (reader.bits(1)) {
    reader.bits(32)
    reader.bits(32)
    reader.bits(1)
  }
  const nalHrd = reader.bits(1)
  if (nalHrd) skipHrd(reader)
  const vclHrd = reader.bits(1)
  if (vclHrd) skipHrd(reader)
  if (nalHrd || vclHrd) reader.bits(1)
  reader.bits(1)
}

const readReorderFrames = (reader: BitReader): number => {
  reader.bits(1)
  for (let field = 0; field < 4; field++) reader.unsigned()
  return reader.unsigned()
}

/** Reads an SPS NAL unit, header byte included. Throws RangeError when it ends too soon. */
export const readSps = (unit: Uint8Array): Sps => {
  const bytes = removeEmulationPrevention(unit)
  const reader = bitReader(bytes)
  reader.bits(8)
  const profile = reader.bits(8)
  reader.bits(16)
  reader.unsigned()
  const chroma = HIGH_PROFILES.includes(profile) ? readChroma(reader) : 1
  reader.unsigned()
  skipPictureOrder(reader)
  const maxNumRefFrames = reader.unsigned()
  reader.bits(1)
  const widthMacroblocks = reader.unsigned() + 1
  const heightMapUnits = reader.unsigned() + 1
  const fieldFactor = 2 - reader.bits(1)
  if (fieldFactor === 2) reader.bits(1)
  reader.bits(1)
  const [left, right, top, bottom] = reader.bits(1)
    ? [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()]
    : [0, 0, 0, 0]
  const cropX = chroma === 1 || chroma === 2 ? 2 : 1
  const cropY = (chroma === 1 ? 2 : 1) * fieldFactor
  const vuiFlagAt = reader.position()
  const hasVui = reader.bits(1) === 1
  if (hasVui) skipVui(reader)
  const restrictionFlagAt = hasVui ? reader.position() : undefined
  return {
    width: widthMacroblocks * 16 - (left + right) * cropX,
    height: heightMapUnits * 16 * fieldFactor - (top + bottom) * cropY,
    maxNumRefFrames,
    maxNumReorderFrames: hasVui && reader.bits(1) ? readReorderFrames(reader) : undefined,
    bytes,
    vuiFlagAt,
    hasVui,
    restrictionFlagAt,
  }
}
