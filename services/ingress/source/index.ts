// Which source a stream's configuration means.
import type { StreamConfig } from '@weir/relay/config'
import { fileSource } from './file-source.ts'
import { SourceError, type SourcePlan } from './plan.ts'
import { testSource } from './test-source.ts'
import { urlSource } from './url-source.ts'
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

/** H.264 halves the colour's resolution both ways. */
const checkSize = ({ width, height }: StreamConfig): void => {
  if (width % 2 || height % 2) {
    throw new SourceError(`width and height of a stream are even numbers, got ${width}×${height}`)
  }
}

/** What to have ffmpeg do for this stream. Throws SourceError for what will never work, Error for what may work later. */
export const resolveSource = async (config: StreamConfig, ffmpegPath: string): Promise<SourcePlan> => {
  checkSize(config)
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
      return urlSource(config, ffmpegPath)
  }
}
