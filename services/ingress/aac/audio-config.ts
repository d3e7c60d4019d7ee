import { FlvError } from '../flv/index.ts'

/** What an AudioSpecificConfig says. */
export interface AudioConfig {
  readonly objectType: number
  readonly sampleRate: number
  readonly channels: number
}

/** ISO/IEC 14496-3, table 1.18. */
const SAMPLE_RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350]
/** Table 1.19: channels of configuration 1 to 7. */
const CHANNELS = [0, 1, 2, 3, 4, 5, 6, 8]
/** Samples a channel in one AAC-LC frame. */
export const AAC_FRAME_SAMPLES = 1024

/** Reads an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1). Throws FlvError `config`. */
export const readAudioConfig = (config: Uint8Array): AudioConfig => {
  const [first, second] = config
  if (first === undefined || second === undefined) {
    throw new FlvError('config', `an AudioSpecificConfig has at least 2 bytes, got ${config.length}`)
  }
  const sampleRate = SAMPLE_RATES[((first & 7) << 1) | (second >> 7)]
  const channels = CHANNELS[(second >> 3) & 15]
  if (!sampleRate || !channels) {
    throw new FlvError('config', 'an AudioSpecificConfig names one of the standard sample rates and channel layouts')
  }
  return { objectType: first >> 3, sampleRate, channels }
}
