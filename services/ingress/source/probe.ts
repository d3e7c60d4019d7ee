// Asks ffmpeg what an input holds. ffprobe would say it better, but the static build from npm comes without it.

import { execFile } from 'node:child_process'
import { reasonOf } from '@weir/reason'

/** What an input holds, or the last line that ffmpeg said instead. */
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
    fault: streams.length === 0 ? faultIn(stderr) : undefined,
  }
}

/** What ffmpeg says last when it does not know itself; the part of it that does has said why on the line before. */
const VAGUE = /: (?:Invalid data found when processing input|Input\/output error)$/

/** Why it reads nothing, in its own words: `moov atom not found`, `Failed to resolve hostname …`. */
const faultIn = (stderr: string): string => {
  const lines = stderr
    .trim()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('At least one output file must be specified'))
  const last = lines.at(-1) ?? 'ffmpeg said nothing'
  const why = /^\[\w[^\]]* @ 0x[0-9a-f]+\] (.+)$/.exec(lines.at(-2) ?? '')?.[1]
  return why !== undefined && VAGUE.test(last) ? why : last
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
