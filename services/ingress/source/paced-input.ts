import type { StreamConfig } from '@weir/relay/config'
import type { FilmTimes } from './film-times.ts'
import { DEINTERLACE, fitPicture } from './fit.ts'
import { LONGEST_HOLE_SECONDS } from './hole.ts'
import { paceOf } from './pace.ts'
import type { SourcePlan } from './plan.ts'
import { SourceError } from './plan.ts'
import type { Probe } from './probe.ts'
import { mendPictureTime, mendSoundTime } from './repaired-time.ts'
import type { Turn } from './turns.ts'

export interface PacedInput {
  readonly description: string
  readonly from: string
  readonly options: readonly string[]
  /** Read faster than it plays unless it is held back. */
  readonly hold: boolean
  /** Where the streams begin is kept as the input tells it, since nobody has looked. */
  readonly keepStart: boolean
  /** A picture that stands is no fault. */
  readonly mayStand?: boolean
  /** How much later than the picture the sound begins, s, where that is known. */
  readonly soundLaterSeconds?: number | undefined
  /** Its times, and the rate of its pictures, where they were read. */
  readonly times?: FilmTimes | undefined
  readonly cadence?: number | undefined
  /** What ffmpeg reads in place of `from`: one such turn after the other. */
  readonly list?: (() => string) | undefined
  readonly turn?: Turn | undefined
}

/** Where ffmpeg begins a film again, tracks that begin and end together may be so far apart. */
const SEAM_SECONDS = 0.2

/**
 * What a step in a film's times may be. Where all of them are known, and none is to be left out, a longer one is not the
 * film's: ffmpeg makes it where it begins again what was put together of several.
 */
const longestStep = (times: FilmTimes | undefined, mostSeconds: number): number => {
  if (!times) return mostSeconds
  const leastSeconds = times.holes.length > 0 ? LONGEST_HOLE_SECONDS.silent : 0
  return Math.min(mostSeconds, Math.max(leastSeconds, times.longestSeconds + SEAM_SECONDS))
}

/** One picture, again and again: decoded and scaled once. */
const stillPlan = ({ description, from }: PacedInput, config: StreamConfig): SourcePlan => {
  const { frameRate } = config
  const again = ['loop=loop=-1:size=1:start=0', `setpts=N/(${frameRate}*TB)`, 'realtime']
  return {
    description: `${description}, a still`,
    inputs: [{ options: [], from }],
    synthetic: false,
    mayStand: true,
    frameRate,
    video: { stream: '0:V:0', filters: [...fitPicture(config), ...again], pace: 'constant' },
  }
}

/**
 * The plan for an input that has a timeline of its own, which picture and sound share: its times are mended, then the
 * picture is brought to a constant rate. Throws SourceError when there is no picture.
 */
export const pacedInput = (input: PacedInput, config: StreamConfig, probe: Probe): SourcePlan => {
  if (!probe.video) {
    throw new SourceError(
      `${input.description} has no picture: a stream needs one${probe.audio ? ', sound alone won’t do' : ''}`,
    )
  }
  if (probe.still) return stillPlan(input, config)
  const frameRate = paceOf(config.frameRate, probe, input.cadence)
  const sounding = config.audio && probe.audio
  const mostSeconds = sounding ? LONGEST_HOLE_SECONDS.sounding : LONGEST_HOLE_SECONDS.silent
  const mend = {
    keepStart: input.keepStart,
    sounding,
    limitSeconds: longestStep(input.times, mostSeconds),
    mayPause: input.times === undefined,
    turn: input.turn,
  }
  // What the rate filter keeps until the next picture comes, and what the one before it does.
  const heldPictures = probe.interlaced ? 2 : 1
  const pace = [
    ...mendPictureTime(mend, frameRate, heldPictures),
    `fps=fps=${frameRate}:start_time=0`,
    ...(input.hold ? ['realtime'] : []),
  ]
  const from = { options: input.options, from: input.from, list: input.list }
  // To get at a picture that comes late, ffmpeg would read all the sound before it, and the other way round. Where one of them
  // is known to stand for long, each is read by itself, as it is needed.
  const apart = input.turn?.holes !== undefined
  return {
    description: input.description,
    inputs: sounding && apart ? [from, from] : [from],
    synthetic: false,
    mayStand: input.mayStand ?? false,
    frameRate,
    video: {
      stream: '0:V:0',
      filters: [...(probe.interlaced ? DEINTERLACE : []), ...fitPicture(config), ...pace],
      pace: 'constant',
    },
    ...(sounding
      ? {
          audio: {
            stream: apart ? '1:a:0' : '0:a:0',
            filters: [...mendSoundTime(mend), 'aresample=async=1:min_hard_comp=0.02:first_pts=0'],
            fromSeconds: (input.soundLaterSeconds ?? 0) + heldPictures / frameRate,
            aheadSeconds: mostSeconds + (apart ? 0 : (input.turn?.standsSeconds ?? 0)),
            timed: input.turn !== undefined,
          },
        }
      : {}),
  }
}
