// Reads the times of all frames of a film, once and without decoding it: where its picture stands while its sound goes on (a
// slide show that is spoken to), or its sound is silent while its picture goes on, and where there is nothing of either. A
// filter sees one track alone and could not tell the one from the other. Owns the ffmpeg that reads.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type Hole, LONGEST_HOLE_SECONDS } from './hole.ts'

/** Of both tracks; times in s from where the file begins. */
export interface FilmTimes {
  /** A track leaves out more than may be believed without having looked, and the other goes on. */
  readonly stands: boolean
  readonly holes: readonly Hole[]
}

/** Frames are kept by the first and the last in each of these. */
const STEP_SECONDS = 0.25
/** What is later than this, or in more pieces, is no film that anybody made. */
const LONGEST_SECONDS = 86_400
const MOST_HOLES = 16
const MOST_STEPS = 10_000
const READ_MILLIS = 15_000

export interface FilmTimesReader {
  /** A line of ffmpeg's `framecrc`. */
  line(text: string): void
  /** Undefined for a film whose times are not to be believed. */
  times(): FilmTimes | undefined
}

/**
 * Takes lines such as `1, 142336, 142336, 1024, 6, 0x02c80057` (stream, decode time, time, …) in units of `#tb 1: 1/48000`, in
 * any order of the streams.
 */
export const createFilmTimesReader = (): FilmTimesReader => {
  const units = new Map<string, number>()
  const newest = new Map<string, number>()
  const first = new Float64Array(LONGEST_SECONDS / STEP_SECONDS).fill(Number.POSITIVE_INFINITY)
  const last = new Float64Array(LONGEST_SECONDS / STEP_SECONDS).fill(Number.NEGATIVE_INFINITY)
  const steps: { readonly from: number; readonly to: number }[] = []
  let believed = true

  const frame = (stream: string, seconds: number): void => {
    const before = newest.get(stream)
    newest.set(stream, seconds)
    if (!(seconds < LONGEST_SECONDS) || (before !== undefined && seconds < before) || steps.length >= MOST_STEPS) {
      believed = false
      return
    }
    const step = Math.max(0, Math.floor(seconds / STEP_SECONDS))
    first[step] = Math.min(first[step] as number, seconds)
    last[step] = Math.max(last[step] as number, seconds)
    if (before !== undefined && seconds - before > LONGEST_HOLE_SECONDS.sounding) {
      steps.push({ from: before, to: seconds })
    }
  }
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
      const [, stream, at] = /^(\d+), +(-?\d+), /.exec(text) ?? []
      if (stream !== undefined) frame(stream, Number(at) * (units.get(stream) ?? Number.NaN))
    },
    times() {
      const found = holes()
      if (!believed || found.length > MOST_HOLES) return undefined
      const left = ({ from, to }: { from: number; to: number }): number =>
        found
          .filter(({ middleSeconds }) => middleSeconds > from && middleSeconds < to)
          .reduce((rest, { seconds }) => rest - seconds + LONGEST_HOLE_SECONDS.silent, to - from)
      return { stands: steps.some((step) => left(step) > LONGEST_HOLE_SECONDS.sounding), holes: found }
    },
  }
}

/** Undefined where it cannot be known, or takes too long. */
export const filmTimes = (ffmpegPath: string, from: string): Promise<FilmTimes | undefined> =>
  new Promise((resolve) => {
    const reader = createFilmTimesReader()
    const child = spawn(
      ffmpegPath,
      [
        ...['-v', 'error', '-nostdin', '-i', from, '-map', '0:v:0', '-map', '0:a:0'],
        ...['-c', 'copy', '-f', 'framecrc', 'pipe:1'],
      ],
      { stdio: ['ignore', 'pipe', 'ignore'], timeout: READ_MILLIS, killSignal: 'SIGKILL' },
    )
    createInterface({ input: child.stdout }).on('line', reader.line)
    child.once('error', () => resolve(undefined))
    child.once('close', (code) => resolve(code === 0 ? reader.times() : undefined))
  })
