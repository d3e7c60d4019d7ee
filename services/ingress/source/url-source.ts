import type { StreamConfig } from '@weir/relay/config'
import { addressOf, ONLY_FROM_ELSEWHERE } from './address.ts'
import { firstFrames, soundLaterSeconds } from './first-frames.ts'
import { isListening, type ListenOptions, listeningSource } from './listening-source.ts'
import { pacedInput } from './paced-input.ts'
import type { SourcePlan } from './plan.ts'
import { askFfmpeg, parseProbe } from './probe.ts'

/** Protocols that bring a live stream at its own pace; all others give as fast as one reads, and are held back. */
const LIVE_PROTOCOLS = ['rtsp', 'rtsps', 'rtmp', 'rtmps', 'rtp', 'srtp', 'udp', 'srt', 'mmsh', 'mmst']
/** What ffmpeg keeps to look at before it begins comes out in a burst: look for a second, not for five. */
const LIVE_OPTIONS = ['-fflags', 'nobuffer', '-flags', 'low_delay', '-analyzeduration', '1000000']

export type Opening = Pick<ListenOptions, 'wrap' | 'signal'>

/** Anything that ffmpeg reads from elsewhere. Throws SourceError for what will never work, Error for what may work later. */
export const urlSource = async (config: StreamConfig, ffmpegPath: string, opening: Opening): Promise<SourcePlan> => {
  const url = addressOf(config.input)
  if (isListening(url)) return listeningSource(config, { url, ffmpegPath, ...opening })
  const live = LIVE_PROTOCOLS.includes(url.slice(0, url.indexOf(':')).toLowerCase())
  const options = [...ONLY_FROM_ELSEWHERE, ...(live ? LIVE_OPTIONS : [])]
  const probe = parseProbe(
    await askFfmpeg(ffmpegPath, [...options, '-i', url]).catch((error: Error) => {
      throw new Error(`url "${url}" does not answer: ${error.message}`)
    }),
  )
  if (probe.fault)
    throw new Error(`url "${url}" gives nothing that ffmpeg can play: ${probe.fault.replace(`${url}: `, '')}`)
  const description = `url "${url}"`
  const input = { description, from: url, options, hold: !live, keepStart: live }
  const plan = pacedInput(input, config, probe)
  if (live || !plan.audio) return plan
  const first = await firstFrames(ffmpegPath, url, { sound: true, options: ONLY_FROM_ELSEWHERE })
  return pacedInput({ ...input, soundLaterSeconds: soundLaterSeconds(first) }, config, probe)
}
