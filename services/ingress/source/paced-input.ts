import type { StreamConfig } from '@weir/relay/config'
import { DEINTERLACE, fitPicture } from './fit.ts'
import type { SourcePlan } from './plan.ts'
import { SourceError } from './plan.ts'
import type { Probe } from './probe.ts'
import { LONGEST_HOLE_SECONDS, mendPictureTime, mendSoundTime } from './repaired-time.ts'
import type { Turn } from './turns.ts'

export interface PacedInput {
  readonly description: string
  readonly from: string
  readonly options: readonly string[]
  /** Read faster than it plays unless it is held back. */
  readonly hold: boolean
  /** Where the streams begin is kept as the input tells it, since nobody has looked. */
  readonly keepStart: boolean
  /** How much later than the picture the sound begins, s, where that is known. */
  readonly soundLaterSeconds?: number | undefined
  /** What ffmpeg reads in place of `from`: one such turn after the other. */
  readonly list?: (() => string) | undefined
  readonly turn?: Turn | undefined
}

/** The rate of the input's own pictures, where it is known and fewer than are asked for. */
const rateOf = (config: StreamConfig, { frameRate, tickRate }: Probe): number => {
  // With a hole in its times, what ffmpeg calls the frame rate is an average over the hole.
  const own = frameRate && tickRate && tickRate <= config.frameRate && frameRate < tickRate / 2 ? tickRate : frameRate
  // Doubled pictures would leave in pairs, the first of them a frame late, and show nothing new.
  return Math.min(config.frameRate, own ?? config.frameRate)
}

/** One picture, again and again: decoded and scaled once. */
const stillPlan = ({ description, from }: PacedInput, config: StreamConfig): SourcePlan => {
  const { frameRate } = config
  const again = ['loop=loop=-1:size=1:start=0', `setpts=N/(${frameRate}*TB)`, 'realtime']
  return {
    description: `${description}, a still`,
    inputs: [{ options: [], from }],
    synthetic: false,
    still: true,
    frameRate,
    video: { stream: '0:v:0', filters: [...fitPicture(config), ...again], pace: 'constant' },
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
  const frameRate = rateOf(config, probe)
  const sounding = config.audio && probe.audio
  const limitSeconds = sounding ? LONGEST_HOLE_SECONDS.sounding : LONGEST_HOLE_SECONDS.silent
  const mend = { keepStart: input.keepStart, limitSeconds, turnSeconds: input.turn?.seconds }
  // What the rate filter keeps until the next picture comes, and what the one before it does.
  const heldPictures = probe.interlaced ? 2 : 1
  const pace = [
    ...mendPictureTime(mend, frameRate, heldPictures),
    `fps=fps=${frameRate}:start_time=0`,
    ...(input.hold ? ['realtime'] : []),
  ]
  return {
    description: input.description,
    inputs: [{ options: input.options, from: input.from, list: input.list }],
    synthetic: false,
    still: false,
    frameRate,
    video: {
      stream: '0:v:0',
      filters: [...(probe.interlaced ? DEINTERLACE : []), ...fitPicture(config), ...pace],
      pace: 'constant',
    },
    ...(sounding
      ? {
          audio: {
            stream: '0:a:0',
            filters: [...mendSoundTime(mend), 'aresample=async=1:min_hard_comp=0.02:first_pts=0'],
            fromSeconds: (input.soundLaterSeconds ?? 0) + heldPictures / frameRate,
            aheadSeconds: limitSeconds + (input.turn?.standsSeconds ?? 0),
            timed: input.turn !== undefined,
          },
        }
      : {}),
  }
}
