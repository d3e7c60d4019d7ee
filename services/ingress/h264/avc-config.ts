import { FlvError } from '../flv/index.ts'
import { withoutReorder } from './no-reorder.ts'
import { readSps } from './sps.ts'

/** A decoder configuration, fit for a sample entry. */
export interface AvcConfig {
  /** AVCDecoderConfigurationRecord whose SPS rules out reordering. */
  readonly avcC: Uint8Array
  readonly width: number
  readonly height: number
}

const SPS_COUNT_AT = 5

/**
 * Reads an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1) and sees to it that its SPS rules out reordering.
 * Throws FlvError `config` when it is none, has other than one SPS, or lengths of other than 4 bytes.
 */
export const readAvcConfig = (record: Uint8Array): AvcConfig => {
  const view = new DataView(record.buffer, record.byteOffset, record.length)
  if (record.length < 8 || record[0] !== 1 || ((record[4] as number) & 3) !== 3) {
    throw new FlvError('config', 'a decoder configuration has version 1 and NAL lengths of 4 bytes')
  }
  if (((record[SPS_COUNT_AT] as number) & 31) !== 1) {
    throw new FlvError('config', `a decoder configuration has one SPS, got ${(record[SPS_COUNT_AT] as number) & 31}`)
  }
  const end = SPS_COUNT_AT + 3 + view.getUint16(SPS_COUNT_AT + 1)
  if (end > record.length) throw new FlvError('config', `the SPS ends at byte ${end} of ${record.length}`)
  try {
    const sps = withoutReorder(record.subarray(SPS_COUNT_AT + 3, end))
    const { width, height } = readSps(sps)
    const rest = record.subarray(end)
    const avcC = new Uint8Array(SPS_COUNT_AT + 3 + sps.length + rest.length)
    avcC.set(record.subarray(0, SPS_COUNT_AT + 1))
    new DataView(avcC.buffer).setUint16(SPS_COUNT_AT + 1, sps.length)
    avcC.set(sps, SPS_COUNT_AT + 3)
    avcC.set(rest, SPS_COUNT_AT + 3 + sps.length)
    return { avcC, width, height }
  } catch (error) {
    if (error instanceof RangeError) throw new FlvError('config', `the SPS cannot be read: ${error.message}`)
    throw error
  }
}
