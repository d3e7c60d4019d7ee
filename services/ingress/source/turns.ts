// A film whose sound and picture begin or end at different times, over and over. ffmpeg's own `-stream_loop` begins again
// when the sound ends (5.1 does, and the build of 2018), in the middle of a picture that goes on. Its concat demuxer puts
// whole turns behind each other, by a time that we tell it and that goes for both tracks. Asks ffmpeg what is in the file.
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type FilmTimes, MOST_READ_BYTES } from './film-times.ts'
import type { FirstFrames } from './first-frames.ts'
import type { Hole } from './hole.ts'
import { askFfmpeg } from './probe.ts'

export interface LastFrames {
  /** Where the streams end on the file's own timeline, s; undefined when they have nothing near the end. */
  readonly pictureEndSeconds: number | undefined
  readonly soundEndSeconds: number | undefined
}

/** So much before the end of the file is read, and not decoded. */
const LOOK_BACK_SECONDS = 10
/** By so much what ffmpeg calls the length may differ from where the last frame ends. */
const LENGTH_TOLERANCE_SECONDS = 0.5
/** What begins and ends within this of each other does so together, but for the length of the encoders' frames. */
const TOGETHER_SECONDS = 0.1
/** Where a container says something else than its frames, one of the two is wrong. */
const LARGEST_DOUBT_SECONDS = 1
/** ffmpeg keeps the list: some 200 bytes a turn. A film of 3 s plays for 83 hours, and is then begun anew. */
const MOST_TURNS = 100_000
const LONGEST_SECONDS = 30 * 86_400
/** ffmpeg reads lists in lines of 4096 bytes at most. */
const LONGEST_PATH_BYTES = 2000

/**
 * Reads lines such as `1, 142336, 142336, 1024, 6, 0x02c80057`: stream, decode time, time, duration in units of the line
 * `#tb 1: 1/48000`. The picture is stream 0. `pictureSeconds` is how long a picture is where the file does not say.
 */
export const parseLastFrames = (text: string, pictureSeconds: number): LastFrames => {
  const units = new Map(
    [...text.matchAll(/^#tb (\d+): (\d+)\/(\d+)$/gm)].map(([, at, over, under]) => [at, [Number(over), Number(under)]]),
  )
  const end = (stream: string, leastSeconds: number): number | undefined => {
    const [over = Number.NaN, under = Number.NaN] = units.get(stream) ?? []
    const last = [...text.matchAll(/^(\d), +-?\d+, +(-?\d+), +(\d+), /gm)]
      .filter(([, of]) => of === stream)
      .map(
        ([, , at, length]) => ((Number(at) + Number(length)) * over) / under + (Number(length) > 0 ? 0 : leastSeconds),
      )
      .reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY)
    return Number.isFinite(last) ? last : undefined
  }
  return { pictureEndSeconds: end('0', pictureSeconds), soundEndSeconds: end('1', 0) }
}

/** Where sound and picture of a file end. Rejects when ffmpeg takes too long. */
const lastFrames = async (ffmpegPath: string, from: string, pictureSeconds: number): Promise<LastFrames> =>
  parseLastFrames(
    await askFfmpeg(ffmpegPath, [
      ...['-v', 'error', '-copyts', '-sseof', String(-LOOK_BACK_SECONDS), '-i', from, '-map', '0:V:0', '-map', '0:a:0'],
      ...['-c', 'copy', '-f', 'framecrc', 'pipe:2'],
    ]),
    pictureSeconds,
  )

/**
 * A transport stream, which ffmpeg's own loop never begins again: it looks for its first picture for ever, at the cost of a core
 * (5.1). Nothing is filled in then, which is what it looks by, and it begins.
 */
const isTransportStream = (said: string): boolean => /^Input #0, mpegts\b/m.test(said)

/** Options of an input that ffmpeg plays over and over by itself; `said` is what `ffmpeg -i` says of it. */
export const ownLoop = (said: string): readonly string[] => [
  ...(isTransportStream(said) ? ['-fflags', '+nofillin'] : []),
  ...['-stream_loop', '-1'],
]

/** Of these there is no going back to the beginning, so that ffmpeg's own loop ends with the first turn. */
const ENDS = /^Input #0, (?:flv|live_flv|h264|hevc|m4v|mjpeg|vc1|obu|[a-z0-9]+_pipe)\b/m
/** And of these it finds the beginning some pictures late. */
const BEGINS_LATE = /^Input #0, mpeg,/m

export interface Turn {
  /** From the first of both tracks to the last. */
  readonly seconds: number
  /** For how long of it there is no new picture: at its end, and at the beginning of the next. */
  readonly standsSeconds: number
  /** All times in it were read, and are to be believed but for these. */
  readonly holes?: readonly Hole[] | undefined
}

/** What ffmpeg says of a file's length, and where it begins, s; not a number where it does not know. */
const lengthIn = (said: string): { readonly toldSeconds: number; readonly startSeconds: number } => {
  const [, hours, minutes, rest, start] =
    /^ +Duration: (?:(\d+):(\d\d):(\d\d\.\d+)|N\/A)(?:, start: (-?\d+\.\d+))?/m.exec(said) ?? []
  return { toldSeconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(rest), startSeconds: Number(start) }
}

/**
 * One turn of a film. `said` is what `ffmpeg -i` says of the file. Undefined when ffmpeg's own loop does as well (both tracks
 * begin and end together and none stands in between), and when it cannot be known.
 */
export const filmTurn = (
  said: string,
  first: FirstFrames,
  last: LastFrames,
  times?: FilmTimes | undefined,
): Turn | undefined => {
  const { toldSeconds, startSeconds } = lengthIn(said)
  const { pictureEndSeconds, soundEndSeconds } = last
  const apart = (one: number | undefined, other: number | undefined): boolean =>
    one === undefined || other === undefined || Math.abs(one - other) > TOGETHER_SECONDS
  const together = !apart(first.pictureSeconds, first.soundSeconds) && !apart(pictureEndSeconds, soundEndSeconds)
  if (together && !times?.stands && !isTransportStream(said) && !ENDS.test(said)) return undefined
  const ends = [pictureEndSeconds, soundEndSeconds].filter((end) => end !== undefined)
  const seconds = Math.max(...ends) - startSeconds
  const told = seconds < toldSeconds + LARGEST_DOUBT_SECONDS
  const doubtful = !told && !(times && ENDS.test(said) && Number.isNaN(toldSeconds))
  if (doubtful || !(seconds > 0)) return undefined
  const shownSeconds = (pictureEndSeconds ?? 0) - startSeconds - (first.pictureSeconds ?? 0)
  const turn = { seconds, standsSeconds: seconds - Math.max(0, shownSeconds) }
  return times?.stands ? { ...turn, holes: times.holes } : turn
}

/** Of these ffmpeg does not tell how long the last picture stands, where pictures are stored in another order; the file does. */
const TELLS_END = /^Input #0, mov,/m
/** Unless it was cut off: the last picture may stand for so many times the longest of the others. */
const LONGEST_LAST = 10

/** The same of a film without sound: where pictures stand in it, or ffmpeg's own loop will not do. */
export const silentTurn = (said: string, times: FilmTimes | undefined): Turn | undefined => {
  const endSeconds = times?.pictureEndSeconds
  if (!times || endSeconds === undefined) return undefined
  const { toldSeconds } = lengthIn(said)
  const goesOn = BEGINS_LATE.test(said) && Math.abs(toldSeconds - endSeconds) < LENGTH_TOLERANCE_SECONDS
  if (!times.stands && !ENDS.test(said) && !goesOn) return undefined
  const { longestSeconds, holes } = times
  const later = toldSeconds - endSeconds
  const told = TELLS_END.test(said) && later > -longestSeconds && later < LONGEST_LAST * longestSeconds
  return { seconds: told ? toldSeconds : endSeconds, standsSeconds: 0, holes }
}

const listOf = (path: string, seconds: number, turns: number): string => {
  const quoted = `file:${resolve(path)}`.replaceAll("'", "'\\''")
  return `ffconcat version 1.0\n${`file '${quoted}'\nduration ${seconds.toFixed(6)}\n`.repeat(turns)}`
}

/** Makes a list for ffmpeg's concat demuxer; undefined for a path that it could not hold. */
export const turnList = (path: string, seconds: number): (() => string) | undefined =>
  /[\r\n]/.test(path) || Buffer.byteLength(path) > LONGEST_PATH_BYTES
    ? undefined
    : () => listOf(path, seconds, Math.min(MOST_TURNS, Math.ceil(LONGEST_SECONDS / seconds)))

const ROTATED = /displaymatrix: rotation/

/** Whether a picture that is to be turned back is in a list too. The build of 2018 forgets it. */
const listTurnsBack = async (ffmpegPath: string, said: string, path: string): Promise<boolean> => {
  if (!ROTATED.test(said)) return true
  const list = Buffer.from(listOf(path, 1, 1)).toString('base64')
  const from = [
    '-protocol_whitelist',
    'file,data',
    '-f',
    'concat',
    '-safe',
    '0',
    '-i',
    `data:text/plain;base64,${list}`,
  ]
  return ROTATED.test(await askFfmpeg(ffmpegPath, from))
}

/** Where time leaps in one of these, ffmpeg itself mends it for both tracks alike; in a list it does not. */
const MENDED_BY_FFMPEG = /^Input #0, (?:mpegts|mpeg|ogg|hls)\b/m

/** Whether time goes on in the file as its first and last frames say. Reads all of it where it might not. */
const timeGoesOn = async (ffmpegPath: string, said: string, path: string, turn: Turn): Promise<boolean> => {
  if (!MENDED_BY_FFMPEG.test(said)) return true
  if ((await stat(path)).size > MOST_READ_BYTES) return false
  const told = await askFfmpeg(ffmpegPath, [
    ...['-v', 'error', '-nostats', '-progress', 'pipe:2', '-i', `file:${path}`, '-map', '0:V:0', '-map', '0:a:0'],
    ...['-c', 'copy', '-f', 'null', '-'],
  ])
  const [, hours, minutes, seconds] = [...told.matchAll(/^out_time=(\d+):(\d\d):(\d\d\.\d+)$/gm)].at(-1) ?? []
  const readSeconds = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return Math.abs(readSeconds - turn.seconds) < LENGTH_TOLERANCE_SECONDS
}

/** Where the streams end, from what was read already where that goes by the file's own times. */
const ends = (
  { ffmpegPath, path, said, times }: LoopedFilm,
  pictureSeconds: number,
): LastFrames | Promise<LastFrames> => {
  const { startSeconds } = lengthIn(said)
  if (!times || MENDED_BY_FFMPEG.test(said) || !Number.isFinite(startSeconds)) {
    return lastFrames(ffmpegPath, `file:${path}`, pictureSeconds)
  }
  const from = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds + startSeconds)
  return { pictureEndSeconds: from(times.pictureEndSeconds), soundEndSeconds: from(times.soundEndSeconds) }
}

export interface LoopedFilm {
  readonly ffmpegPath: string
  readonly path: string
  /** As above. */
  readonly said: string
  readonly times: FilmTimes | undefined
}

/**
 * How to play a film in turns; undefined where ffmpeg's own loop does as well, or better. `sounding` is where its streams begin and
 * how long a picture is, of a film with sound.
 */
export const filmTurns = async (
  film: LoopedFilm,
  sounding: { readonly first: FirstFrames; readonly pictureSeconds: number } | undefined,
): Promise<{ readonly turn: Turn; readonly list: () => string } | undefined> => {
  const { ffmpegPath, path, said, times } = film
  try {
    const turn = sounding
      ? filmTurn(said, sounding.first, await ends(film, sounding.pictureSeconds), times)
      : silentTurn(said, times)
    const list = turn && turnList(path, turn.seconds)
    if (!list || !(await listTurnsBack(ffmpegPath, said, path))) return undefined
    return !sounding || (await timeGoesOn(ffmpegPath, said, path, turn)) ? { turn, list } : undefined
  } catch {
    // ffmpeg took too long to look: what it found out before is enough to play it.
    return undefined
  }
}
