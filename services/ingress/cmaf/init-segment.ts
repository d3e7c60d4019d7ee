import { box, concat, fixed16, fullBox, text, UNIT_MATRIX, u16, u32, zeros } from './box.ts'
import type { Track } from './track.ts'
import { trak } from './trak.ts'

const MOVIE_TIMESCALE = 1000

/** CMAF header brands (ISO/IEC 23000-19, 7.2). */
const ftyp = (): Uint8Array => box('ftyp', text('iso6'), u32(0), text('iso6cmfcmp41'))

/** Movie header with duration 0; and `mvex` below has no `mehd`: that is what puts Chromium's player in its live mode. */
const mvhd = (tracks: readonly Track[]): Uint8Array =>
  fullBox(
    'mvhd',
    0,
    0,
    u32(0, 0, MOVIE_TIMESCALE, 0),
    fixed16(1), // rate
    u16(0x100, 0), // volume
    zeros(8),
    UNIT_MATRIX,
    zeros(24),
    u32(Math.max(...tracks.map((track) => track.id)) + 1),
  )

/** Chunks carry what a sample needs, so that the defaults are all 0 but the sample description. */
const trex = (track: Track): Uint8Array => fullBox('trex', 0, 0, u32(track.id, 1, 0, 0, 0))

/** The init segment of one track, or of several that share one buffer. */
export const initSegment = (tracks: readonly Track[]): Uint8Array<ArrayBuffer> =>
  concat(ftyp(), box('moov', mvhd(tracks), ...tracks.map(trak), box('mvex', ...tracks.map(trex))))
