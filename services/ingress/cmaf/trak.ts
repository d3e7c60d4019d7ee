import { avc1 } from './avc1.ts'
import { box, fixed16, fullBox, text, UNIT_MATRIX, u16, u32, zeros } from './box.ts'
import { mp4a } from './mp4a.ts'
import type { Track } from './track.ts'

const ENABLED_IN_MOVIE = 3
const UNDETERMINED_LANGUAGE = 0x55c4

/** Track header (ISO/IEC 14496-12, 8.3.2). Duration 0: the samples come in fragments. */
const tkhd = (track: Track): Uint8Array =>
  fullBox(
    'tkhd',
    0,
    ENABLED_IN_MOVIE,
    u32(0, 0, track.id, 0, 0), // created, modified, id, reserved, duration
    zeros(8),
    u16(0, track.kind === 'audio' ? 1 : 0), // layer, alternate group
    u16(track.kind === 'audio' ? 0x100 : 0, 0), // volume
    UNIT_MATRIX,
    fixed16(track.kind === 'video' ? track.width : 0),
    fixed16(track.kind === 'video' ? track.height : 0),
  )

const mdhd = (track: Track): Uint8Array =>
  fullBox('mdhd', 0, 0, u32(0, 0, track.timescale, 0), u16(UNDETERMINED_LANGUAGE, 0))

const hdlr = (track: Track): Uint8Array =>
  fullBox('hdlr', 0, 0, u32(0), text(track.kind === 'video' ? 'vide' : 'soun'), zeros(12), text(`${track.kind}\0`))

/** Media is in this very file: one entry that says so (8.7). */
const dinf = (): Uint8Array => box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1)))

/** Sample table (8.5): the sample entry, and no samples. */
const stbl = (track: Track): Uint8Array =>
  box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), track.kind === 'video' ? avc1(track) : mp4a(track)),
    fullBox('stts', 0, 0, u32(0)),
    fullBox('stsc', 0, 0, u32(0)),
    fullBox('stsz', 0, 0, u32(0, 0)),
    fullBox('stco', 0, 0, u32(0)),
  )

export const trak = (track: Track): Uint8Array =>
  box(
    'trak',
    tkhd(track),
    box(
      'mdia',
      mdhd(track),
      hdlr(track),
      box(
        'minf',
        track.kind === 'video' ? fullBox('vmhd', 0, 1, zeros(8)) : fullBox('smhd', 0, 0, zeros(4)),
        dinf(),
        stbl(track),
      ),
    ),
  )
