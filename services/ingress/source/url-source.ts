import type { StreamConfig } from '@weir/relay/config'
import { addressOf, ONLY_FROM_ELSEWHERE } from './address.ts'
import { pacedInput } from './paced-input.ts'
import type { SourcePlan } from './plan.ts'
import { askFfmpeg, parseProbe } from './probe.ts'

/** Protocols that bring a live stream at its own pace; all others give as fast as one reads, and are held back. */
const LIVE_PROTOCOLS = ['rtsp', 'rtsps', 'rtmp', 'rtmps', 'rtp', 'srtp', 'udp', 'srt', 'mmsh', 'mmst']
/** What ffmpeg keeps to look at before it begins comes out in a burst: look for a second, not for five. */
const LIVE_OPTIONS = ['-fflags', 'nobuffer', '-flags', 'low_delay', '-analyzeduration', '1000000']

/** Anything that ffmpeg reads from elsewhere. Throws SourceError for what will never work, Error for what may work later. */
export const urlSource = async (config: StreamConfig, ffmpegPath: string): Promise<SourcePlan> => {
  const url = addressOf(config.input)
  const live = LIVE_PROTOCOLS.includes(url.slice(0, url.indexOf(':')).toLowerCase())
  const options = [...ONLY_FROM_ELSEWHERE, ...(live ? LIVE_OPTIONS : [])]
  const probe = parseProbe(await askFfmpeg(ffmpegPath, [...options, '-i', url]))
  if (probe.fault) throw new Error(`url "${url}" gives nothing that ffmpeg can play: ${probe.fault}`)
  const description = `url "${url}"`
  return pacedInput({ description, from: url, options, hold: !live }, config, probe)
}
