import { box, concat, fullBox, u8, u16, u32, zeros } from './box.ts'
import type { AudioTrack } from './track.ts'

/** A descriptor (ISO/IEC 14496-1, 8.3.3); ours are all shorter than 128 bytes, so that one byte of size will do. */
const descriptor = (tag: number, ...content: Uint8Array[]): Uint8Array => {
  const body = concat(...content)
  return concat(u8(tag, body.length), body)
}

/** Elementary stream descriptor of AAC (ISO/IEC 14496-1, 7.2.6.5; 14496-14, 5.6). */
const esds = ({ config, bitrate }: AudioTrack): Uint8Array =>
  fullBox(
    'esds',
    0,
    0,
    descriptor(
      0x03, // ES_Descriptor
      u16(0),
      u8(0),
      descriptor(
        0x04, // DecoderConfigDescriptor
        u8(0x40, 0x15), // MPEG-4 audio; audio stream
        u8(0, 0, 0), // bufferSizeDB
        u32(bitrate, bitrate), // most, average
        descriptor(0x05, config),
      ),
      descriptor(0x06, u8(2)), // SLConfigDescriptor, predefined for MP4
    ),
  )

/** Sample entry of AAC. */
export const mp4a = (track: AudioTrack): Uint8Array =>
  box(
    'mp4a',
    zeros(6),
    u16(1), // data_reference_index
    zeros(8),
    u16(track.channels, 16, 0, 0),
    u32(track.sampleRate < 0x1_0000 ? track.sampleRate * 0x1_0000 : 0),
    esds(track),
  )
