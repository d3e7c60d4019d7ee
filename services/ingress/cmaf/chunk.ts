// A CMAF chunk of one sample: one moof, one mdat. Written into one buffer in one go, since this runs for every frame.

/** What the chunk says of its sample; times in ticks of the track's timescale. */
export interface Sample {
  readonly trackId: number
  /** Counts the chunks of the track, from 1. */
  readonly sequenceNumber: number
  readonly decodeTime: number
  readonly duration: number
  readonly keyframe: boolean
  readonly data: Uint8Array
}

const MFHD_BYTES = 16
const TFHD_BYTES = 16
const TFDT_BYTES = 20
const TRUN_BYTES = 32
const TRAF_BYTES = 8 + TFHD_BYTES + TFDT_BYTES + TRUN_BYTES
const MOOF_BYTES = 8 + MFHD_BYTES + TRAF_BYTES
const MDAT_HEADER_BYTES = 8
/** Bytes around the sample's data. */
export const CHUNK_OVERHEAD_BYTES = MOOF_BYTES + MDAT_HEADER_BYTES

const fourCc = (name: string): number => [...name].reduce((sum, character) => sum * 256 + character.charCodeAt(0), 0)

const MOOF = fourCc('moof')
const MFHD = fourCc('mfhd')
const TRAF = fourCc('traf')
const TFHD = fourCc('tfhd')
const TFDT = fourCc('tfdt')
const TRUN = fourCc('trun')
const MDAT = fourCc('mdat')

const DEFAULT_BASE_IS_MOOF = 0x02_0000
const VERSION_1 = 0x0100_0000
/** trun: data offset, and each sample's duration, size and flags. */
const TRUN_FIELDS = 0x701
/** ISO/IEC 14496-12, 8.8.3.1: depends on no other sample | depends on others and is no sync sample. */
const SYNC_SAMPLE = 0x0200_0000
const NON_SYNC_SAMPLE = 0x0101_0000

/** moof (ISO/IEC 14496-12, 8.8.4 to 8.8.12) and mdat of one sample. */
export const cmafChunk = (sample: Sample): Uint8Array<ArrayBuffer> => {
  const chunk = new Uint8Array(CHUNK_OVERHEAD_BYTES + sample.data.length)
  const view = new DataView(chunk.buffer)
  let at = 0
  const put = (...words: number[]): void => {
    for (const word of words) {
      view.setUint32(at, word)
      at += 4
    }
  }
  put(MOOF_BYTES, MOOF)
  put(MFHD_BYTES, MFHD, 0, sample.sequenceNumber)
  put(TRAF_BYTES, TRAF)
  put(TFHD_BYTES, TFHD, DEFAULT_BASE_IS_MOOF, sample.trackId)
  put(TFDT_BYTES, TFDT, VERSION_1, Math.floor(sample.decodeTime / 2 ** 32), sample.decodeTime % 2 ** 32)
  put(TRUN_BYTES, TRUN, TRUN_FIELDS, 1, CHUNK_OVERHEAD_BYTES)
  put(sample.duration, sample.data.length, sample.keyframe ? SYNC_SAMPLE : NON_SYNC_SAMPLE)
  put(MDAT_HEADER_BYTES + sample.data.length, MDAT)
  chunk.set(sample.data, at)
  return chunk
}
