import { box, fixed16, text, u8, u16, u32, zeros } from './box.ts'
import type { VideoTrack } from './track.ts'

/** Sample entry of H.264 whose parameter sets are in the sample entry alone (ISO/IEC 14496-15, 5.4.2.1). */
export const avc1 = ({ width, height, avcC }: VideoTrack): Uint8Array => {
  const name = text('weir')
  return box(
    'avc1',
    zeros(6),
    u16(1), // data_reference_index
    zeros(16),
    u16(width, height),
    fixed16(72), // dpi
    fixed16(72),
    u32(0),
    u16(1), // frame_count
    u8(name.length),
    name,
    zeros(31 - name.length),
    u16(0x18, 0xffff), // depth, pre_defined
    box('avcC', avcC),
  )
}
