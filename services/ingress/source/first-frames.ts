// Decodes the first frame of each stream of an input: whether there is a picture at all, and which of them begins when.
import { faultIn } from './fault.ts'
import { askFfmpeg } from './probe.ts'

export interface FirstFrames {
  /** On the input's own timeline, s; undefined when none came. */
  readonly pictureSeconds: number | undefined
  readonly soundSeconds: number | undefined
  /** What ffmpeg said of it, if it said what was wrong. */
  readonly fault: string | undefined
}

/** What was said while it decoded is never the end of it: the picture did not come. */
const VAGUE_END = 'Invalid data found when processing input'
/** For so much of an input its first sound is looked for. */
const LOOK_SECONDS = 10
/** The two outputs are told apart by their check sums: both go to where `ffmpeg` is read anyway. */
const PICTURE = ['-map', '0:V:0', '-frames:v', '1', '-enc_time_base', '1:1000000', '-f', 'framecrc', 'pipe:2']
const SOUND = ['-map', '0:a:0', '-frames:a', '1', '-f', 'framemd5', 'pipe:2']

const decodeFault = (lines: readonly string[]): string | undefined => {
  if (lines.length === 0) return undefined
  const { text, vague } = faultIn([...lines, VAGUE_END].join('\n'))
  return vague ? undefined : text
}

/**
 * Reads lines such as `0, 40000, 40000, 1, 86400, 0xc13d9df0` (picture) or with 32 digits (sound). The second number is the
 * time, in units of the `#tb` that belongs to the kind.
 */
const parseFirstFrames = (text: string): FirstFrames => {
  const lines = text.split('\n').map((line) => line.trim())
  const unitOf = (kind: 'video' | 'audio'): number => {
    const at = lines.findIndex((line) => line.startsWith('#media_type ') && line.endsWith(kind))
    const [, over, under] =
      /^#tb \d+: (\d+)\/(\d+)$/.exec(
        lines.slice(0, Math.max(0, at)).findLast((line) => line.startsWith('#tb ')) ?? '',
      ) ?? []
    return Number(over) / Number(under)
  }
  const time = (kind: 'video' | 'audio', sum: RegExp): number | undefined => {
    const row = lines.find((line) => /^0, /.test(line) && sum.test(line))
    const seconds = Number(row?.split(',')[2]) * unitOf(kind)
    return Number.isFinite(seconds) ? seconds : undefined
  }
  return {
    pictureSeconds: time('video', / 0x[0-9a-f]{8}$/),
    soundSeconds: time('audio', / [0-9a-f]{32}$/),
    fault: decodeFault(lines.filter((line) => line !== '' && !/^#|^0, /.test(line))),
  }
}

/** Runs as long as the first picture takes, and with sound as long as both take within the first seconds. */
export const firstFrames = async (
  ffmpegPath: string,
  from: string,
  { sound, options }: { readonly sound: boolean /** Before the input. */; readonly options: readonly string[] },
): Promise<FirstFrames> => {
  const quiet = ['-v', 'error', ...options]
  if (!sound) return parseFirstFrames(await askFfmpeg(ffmpegPath, [...quiet, '-i', from, ...PICTURE]))
  const both = parseFirstFrames(
    await askFfmpeg(ffmpegPath, [...quiet, '-t', String(LOOK_SECONDS), '-i', from, ...PICTURE, ...SOUND]),
  )
  // A picture may well begin later than that.
  return both.pictureSeconds === undefined ? firstFrames(ffmpegPath, from, { sound: false, options }) : both
}

/** How much later than the picture the sound begins, s; undefined where either is not known. */
export const soundLaterSeconds = ({ pictureSeconds, soundSeconds }: FirstFrames): number | undefined =>
  pictureSeconds === undefined || soundSeconds === undefined ? undefined : soundSeconds - pictureSeconds
