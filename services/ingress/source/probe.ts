// Asks ffmpeg what an input holds. ffprobe would say it better, but the static build from npm comes without it.

import { execFile } from 'node:child_process'
import { reasonOf } from '@weir/reason'
import { faultIn } from './fault.ts'

/** What an input holds, or why ffmpeg can't tell. */
export interface Probe {
  readonly video: boolean
  readonly audio: boolean
  /** Pictures a second, where it is known. */
  readonly frameRate: number | undefined
  /** How finely the input's times tell pictures apart, a second, where that is known: its frame rate, as a rule. */
  readonly tickRate: number | undefined
  /** The picture comes in two fields, one after the other in time. */
  readonly interlaced: boolean
  /** There is but one picture. */
  readonly still: boolean
  readonly fault: string | undefined
}

/** What ffmpeg calls the formats of single pictures: jpeg_pipe, png_pipe, image2 … */
const STILLS = /^(?:image2|[a-z0-9]+_pipe)$/
const PROBE_MILLIS = 15_000
const MOST_BYTES = 1_000_000

/** An MP4 whose index cannot be made out, of which ffmpeg says no more than that. */
const NO_HEADER = /^\[mov,[^\]]*\] error reading header$/m
/** A part of ffmpeg spoke that knows a format, or a protocol. */
const SPEAKER = /^\[(?!in#)[^\]]* @ /m
const NO_FORMAT = /Invalid data found when processing input$/

/** ffmpeg plays any text whose name ends in `.txt` or `.nfo`, as a picture of letters. */
const TEXT = /^Input #0, tty, from /m

/** Why there is nothing to play, where there isn't. */
const faultOf = (stderr: string, streams: number): string | undefined => {
  if (TEXT.test(stderr)) return 'it is a text'
  if (streams > 0) return undefined
  if (/^Input #0, /m.test(stderr)) return 'it has neither a picture nor sound'
  const { text, vague } = faultIn(stderr)
  if (!vague) return text
  if (NO_HEADER.test(stderr)) return 'the index of this MP4 (moov) is damaged or was cut off'
  return NO_FORMAT.test(text) && !SPEAKER.test(stderr) ? 'it has no format that ffmpeg knows' : text
}

/** Reads what `ffmpeg -i` says of an input on stderr: a line "Stream #0:1(und): Audio: aac, …" for each stream. */
export const parseProbe = (stderr: string): Probe => {
  const streams = [...stderr.matchAll(/^\s*Stream #\d+:\d+[^\n]*?: (Video|Audio): ([^\n]*)$/gm)]
  const picture = streams.find(([, kind, what]) => kind === 'Video' && !what?.includes('(attached pic)'))?.[2]
  const rate = (unit: 'fps' | 'tbr'): number | undefined => {
    const found = Number(new RegExp(`, (\\d+(?:\\.\\d+)?) ${unit}\\b`).exec(picture ?? '')?.[1])
    return found >= 1 ? found : undefined
  }
  return {
    video: picture !== undefined,
    audio: streams.some(([, kind]) => kind === 'Audio'),
    frameRate: rate('fps'),
    tickRate: rate('tbr'),
    interlaced: /\((?:[^()]*, )?(?:top|bottom) (?:coded )?first/.test(picture ?? ''),
    still: STILLS.test(/^Input #0, (\S+), from /m.exec(stderr)?.[1] ?? ''),
    fault: faultOf(stderr, streams.length),
  }
}

/** Runs ffmpeg with these options and no output, which always fails, and gives its stderr. */
export const askFfmpeg = (path: string, options: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(
      path,
      ['-hide_banner', '-nostdin', ...options],
      { timeout: PROBE_MILLIS, killSignal: 'SIGKILL', maxBuffer: MOST_BYTES },
      (error, _stdout, stderr) => {
        if (error?.killed) reject(new Error(`ffmpeg gave no answer within ${PROBE_MILLIS / 1000} s`))
        else if (error && stderr === '') reject(new Error(`ffmpeg cannot be run: ${reasonOf(error)}`))
        else resolve(stderr)
      },
    )
  })
