import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { reasonOf } from '@weir/reason'
import type { StreamConfig } from '@weir/relay/config'
import { DEINTERLACE, fitPicture } from './fit.ts'
import { SourceError, type SourcePlan } from './plan.ts'
import { askFfmpeg, parseProbe } from './probe.ts'
import { chooseWebcamMode, parseWebcamFormats } from './webcam-modes.ts'

const FIRST_WEBCAM = '/dev/video0'

/** Why this path cannot be used as a webcam; undefined when it can. */
const webcamFault = async (device: string): Promise<string | undefined> => {
  try {
    const handle = await open(device, constants.O_RDWR | constants.O_NONBLOCK)
    try {
      return (await handle.stat()).isCharacterDevice() ? undefined : `webcam "${device}" is not a device`
    } finally {
      await handle.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return `webcam "${device}" is not there`
    if (code === 'EACCES')
      return `webcam "${device}" may not be opened by this user: it takes the device's group, as a rule "video"`
    return `webcam "${device}" cannot be opened: ${reasonOf(error)}`
  }
}

/**
 * A Video4Linux device, in the mode that suits the configured size best. It keeps its own pace: many offer fewer pictures
 * a second for large sizes, and drop to half their rate in the dark. Throws SourceError when it can't be used, Error when
 * it may be usable later.
 */
export const webcamSource = async (config: StreamConfig, ffmpegPath: string): Promise<SourcePlan> => {
  const device = config.input ?? FIRST_WEBCAM
  const fault = await webcamFault(device)
  if (fault) throw new SourceError(fault)
  const listing = await askFfmpeg(ffmpegPath, ['-f', 'v4l2', '-list_formats', 'all', '-i', device])
  const mode = chooseWebcamMode(parseWebcamFormats(listing, config), config)
  if (!mode) throw new SourceError(`webcam "${device}" offers no format that ffmpeg reads`)
  const options = [
    ...['-fflags', 'nobuffer', '-f', 'v4l2', '-input_format', mode.format],
    ...['-video_size', `${mode.width}x${mode.height}`, '-framerate', String(config.frameRate)],
  ]
  // Only a start of the capture tells whether another program has it, and how many pictures a second will come.
  const probe = parseProbe(await askFfmpeg(ffmpegPath, [...options, '-i', device]))
  const { fault: refusal, frameRate = config.frameRate } = probe
  if (refusal) throw new Error(captureFault(device, refusal))
  return {
    description: `webcam ${device}, ${mode.format} ${mode.width}×${mode.height} at ${frameRate} fps`,
    inputs: [{ options, from: device }],
    synthetic: false,
    mayStand: false,
    frameRate,
    video: {
      stream: '0:v:0',
      filters: [...(probe.interlaced ? DEINTERLACE : []), ...fitPicture(config)],
      pace: 'own',
    },
  }
}

/** From what ffmpeg said last when it could not begin to capture. */
export const captureFault = (device: string, said: string): string =>
  /resource busy/i.test(said)
    ? `webcam "${device}" is in use by another program`
    : `webcam "${device}" gives no picture: ${said}`
