// Which source a stream's configuration means.
import type { StreamConfig } from '@weir/relay/config'
import { fileSource } from './file-source.ts'
import type { SourcePlan } from './plan.ts'
import { testSource } from './test-source.ts'
import { urlSource } from './url-source.ts'
import { FIRST_WEBCAM, webcamFault, webcamSource } from './webcam-source.ts'

export { SourceError, type SourcePlan } from './plan.ts'

/** The webcam when it is there and can be opened, else the test picture; the description says which, and why. */
const autoSource = async (config: StreamConfig, ffmpegPath: string): Promise<SourcePlan> => {
  const fault = await webcamFault(config.input ?? FIRST_WEBCAM)
  if (fault) {
    const plan = testSource(config)
    return { ...plan, description: `${plan.description}, since ${fault}` }
  }
  return webcamSource(config, ffmpegPath)
}

/** What to have ffmpeg do for this stream. Throws SourceError for what will never work, Error for what may work later. */
export const resolveSource = async (config: StreamConfig, ffmpegPath: string): Promise<SourcePlan> => {
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
