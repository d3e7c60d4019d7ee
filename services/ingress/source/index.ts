// Which source a stream's configuration means.
import type { StreamConfig } from '@weir/relay/config'
import { fileSource } from './file-source.ts'
import { isListening } from './listening-source.ts'
import type { SourcePlan } from './plan.ts'
import { testSource } from './test-source.ts'
import { type Opening, urlSource } from './url-source.ts'
import { webcamSource } from './webcam-source.ts'

export { SourceError, type SourcePlan } from './plan.ts'

/** The webcam when it is there and can be used, else the test picture; the description says which, and why. */
const autoSource = async (config: StreamConfig, ffmpegPath: string): Promise<SourcePlan> => {
  try {
    return await webcamSource(config, ffmpegPath)
  } catch (error) {
    const plan = testSource(config)
    return { ...plan, description: `${plan.description}, since ${(error as Error).message}` }
  }
}

/** Whether to resolve it means to wait until somebody comes. */
export const waitsForSender = ({ source, input }: StreamConfig): boolean =>
  source === 'url' && input !== undefined && isListening(input)

/** What to have ffmpeg do for this stream. Throws SourceError for what will never work, Error for what may work later. */
export const resolveSource = async (
  config: StreamConfig,
  ffmpegPath: string,
  opening: Opening = { wrap: [], signal: new AbortController().signal },
): Promise<SourcePlan> => {
  switch (config.source) {
    case 'auto':
      return autoSource(config, ffmpegPath)
    case 'test':
      return testSource(config)
    case 'webcam':
      return webcamSource(config, ffmpegPath)
    case 'file':
      return fileSource(config, ffmpegPath)
    case 'url':
      return urlSource(config, ffmpegPath, opening)
  }
}
