// Reads the times of all frames of a film, once and without decoding it: at what rate its pictures come, where its picture stands
// while its sound goes on (a slide show that is spoken to), or its sound is silent while its picture goes on, and where there
// is nothing of either. A filter sees one track alone and could not tell the one from the other. Owns the ffmpeg that reads.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { cadenceOf } from './cadence.ts'
import { type Hole, LONGEST_HOLE_SECONDS } from './hole.ts'
import { slideHoles } from './slides.ts'

/** Of both tracks; times in s from where the file begins. */
export interface FilmTimes {
  /** A track leaves out more than may be believed without having looked, and the other goes on. */
  readonly stands: boolean
  readonly holes: readonly Hole[]
  /** The longest step of either track, but for those over a hole. */
  readonly longestSeconds: number
  /** Undefined for a track of which there is nothing. */
  readonly pictureEndSeconds: number | undefined
  readonly soundEndSeconds: number | undefined
}

/** A larger file is not read to its end beforehand. */
export const MOST_READ_BYTES = 256_000_000
/** Frames are kept by the first and the last in each of these. */
const STEP_SECONDS = 0.25
/** What is later than this, or in more pieces, is no film that anybody made. */
const LONGEST_SECONDS = 86_400
const MOST_HOLES = 16
const MOST_STEPS = 10_000
/** Pictures that are looked at for the rate: an hour and more. */
const MOST_PICTURES = 200_000
/** Pictures are stored in the order in which they are decoded; none is shown later than behind so many others. */
const MOST_REORDERED = 16
const PICTURE = '0'
/** What ffmpeg writes where a container tells only the order of decoding. */
const NO_TIME = '-9223372036854775808'

interface Track {
  /** Times that came and may have one before them yet, in their order. */
  readonly waiting: number[]
  newest: number | undefined
  longest: number
  end: number
  readonly steps: { readonly from: number; readonly to: number }[]
}

export interface FilmTimesReader {
  /** A line of ffmpeg's `framecrc`. */
  line(text: string): void
  /** Of all that was read. Undefined for a film whose times are not to be believed. */
  times(): FilmTimes | undefined
  /** Pictures a second, of what was read, and how many there were. */
  cadence(): number | undefined
  pictures(): number
}

/**
 * Takes lines such as `1, 142336, 142336, 1024, 6, 0x02c80057` (stream, decode time, time, duration, …) in units of
 * `#tb 1: 1/48000`, in any order of the streams. The picture is stream 0.
 */
export const createFilmTimesReader = (): FilmTimesReader => {
  const units = new Map<string, number>()
  const tracks = new Map<string, Track>()
  const first = new Float64Array(LONGEST_SECONDS / STEP_SECONDS).fill(Number.POSITIVE_INFINITY)
  const last = new Float64Array(LONGEST_SECONDS / STEP_SECONDS).fill(Number.NEGATIVE_INFINITY)
  const pictures: number[] = []
  let believed = true

  /** The next of its track. */
  const frame = (track: Track, seconds: number): void => {
    const { newest: before, steps } = track
    track.newest = seconds
    if (!(seconds < LONGEST_SECONDS) || (before !== undefined && seconds < before) || steps.length >= MOST_STEPS) {
      believed = false
      return
    }
    const step = Math.max(0, Math.floor(seconds / STEP_SECONDS))
    first[step] = Math.min(first[step] as number, seconds)
    last[step] = Math.max(last[step] as number, seconds)
    if (before === undefined) return
    if (seconds - before > LONGEST_HOLE_SECONDS.silent) steps.push({ from: before, to: seconds })
    else track.longest = Math.max(track.longest, seconds - before)
  }
  const trackOf = (stream: string): Track => {
    const found = tracks.get(stream) ?? { waiting: [], newest: undefined, longest: 0, end: 0, steps: [] }
    tracks.set(stream, found)
    return found
  }
  const take = (stream: string, at: number, length: number): void => {
    const track = trackOf(stream)
    track.end = Math.max(track.end, at + (length > 0 ? length : track.longest))
    if (stream === PICTURE && pictures.length < MOST_PICTURES) pictures.push(at)
    const { waiting } = track
    let place = waiting.length
    while (place > 0 && (waiting[place - 1] as number) > at) place--
    waiting.splice(place, 0, at)
    if (waiting.length > MOST_REORDERED) frame(track, waiting.shift() as number)
  }
  /** Where there is nothing of any track. */
  const holes = (): Hole[] => {
    const found: Hole[] = []
    let before = Number.POSITIVE_INFINITY
    for (const [step, seconds] of first.entries()) {
      if (seconds === Number.POSITIVE_INFINITY) continue
      const missing = seconds - before
      if (missing > LONGEST_HOLE_SECONDS.sounding) found.push({ middleSeconds: before + missing / 2, seconds: missing })
      before = last[step] as number
    }
    return found
  }

  return {
    line(text) {
      const [, unit, over, under] = /^#tb (\d+): (\d+)\/(\d+)$/.exec(text) ?? []
      if (unit !== undefined) units.set(unit, Number(over) / Number(under))
      const [, stream, decoded, shown, length] = /^(\d+), +(-?\d+), +(-?\d+), +(\d+), /.exec(text) ?? []
      if (stream === undefined) return
      const seconds = units.get(stream) ?? Number.NaN
      take(stream, Number(shown === NO_TIME ? decoded : shown) * seconds, Number(length) * seconds)
    },
    cadence: () => cadenceOf(pictures),
    pictures: () => pictures.length,
    times() {
      for (const track of tracks.values()) {
        for (const at of track.waiting.splice(0)) frame(track, at)
      }
      const picture = tracks.get(PICTURE)
      const sound = [...tracks].find(([stream]) => stream !== PICTURE)?.[1]
      const steps = [...tracks.values()].flatMap((track) => track.steps)
      const found = sound === undefined ? slideHoles(steps, pictures.length) : holes()
      if (!believed || found.length > MOST_HOLES) return undefined
      const most = sound === undefined ? LONGEST_HOLE_SECONDS.silent : LONGEST_HOLE_SECONDS.sounding
      const left = ({ from, to }: { from: number; to: number }): number =>
        found
          .filter(({ middleSeconds }) => middleSeconds > from && middleSeconds < to)
          .reduce((rest, { seconds }) => rest - seconds + LONGEST_HOLE_SECONDS.silent, to - from)
      const lengths = steps.map(left)
      return {
        stands: lengths.some((seconds) => seconds > most),
        holes: found,
        longestSeconds: Math.max(0, ...lengths, ...[...tracks.values()].map(({ longest }) => longest)),
        pictureEndSeconds: picture?.end,
        soundEndSeconds: sound?.end,
      }
    },
  }
}

export interface ReadFilm {
  /** Undefined where not all of it was read, or its times are not to be believed. */
  readonly times: FilmTimes | undefined
  readonly cadence: number | undefined
  /** That were read; up to a number that does not matter. */
  readonly pictures: number
}

export interface ReadOptions {
  /** Before the input. */
  readonly options: readonly string[]
  readonly sound: boolean
  /** Only so much of it, s. */
  readonly firstSeconds?: number | undefined
  /** After that, what was read until then is what there is. */
  readonly patienceMillis: number
}

export const readFilm = (
  ffmpegPath: string,
  from: string,
  { options, sound, firstSeconds, patienceMillis }: ReadOptions,
): Promise<ReadFilm> =>
  new Promise((resolve) => {
    const reader = createFilmTimesReader()
    const child = spawn(
      ffmpegPath,
      [
        ...['-v', 'error', '-nostdin', ...options],
        ...(firstSeconds === undefined ? [] : ['-t', String(firstSeconds)]),
        ...['-i', from, '-map', '0:V:0', ...(sound ? ['-map', '0:a:0'] : [])],
        ...['-c', 'copy', '-f', 'framecrc', 'pipe:1'],
      ],
      { stdio: ['ignore', 'pipe', 'ignore'], timeout: patienceMillis, killSignal: 'SIGKILL' },
    )
    createInterface({ input: child.stdout }).on('line', reader.line)
    child.once('error', () => resolve({ times: undefined, cadence: undefined, pictures: 0 }))
    child.once('close', (code) =>
      resolve({
        times: code === 0 && firstSeconds === undefined ? reader.times() : undefined,
        cadence: reader.cadence(),
        pictures: reader.pictures(),
      }),
    )
  })
