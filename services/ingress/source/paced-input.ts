import type { StreamConfig } from '@weir/relay/config'
import { fitPicture } from './fit.ts'
import type { SourcePlan } from './plan.ts'
import { SourceError } from './plan.ts'
import type { Probe } from './probe.ts'

export interface PacedInput {
  readonly description: string
  readonly from: string
  readonly options: readonly string[]
  /** Read faster than it plays unless it is held back. */
  readonly hold: boolean
}

/**
 * The plan for an input that has a timeline of its own, which picture and sound share: the picture is brought to a
 * constant rate and both begin at 0, so that the two stay in step. Throws SourceError when there is no picture.
 */
export const pacedInput = (input: PacedInput, config: StreamConfig, probe: Probe): SourcePlan => {
  if (!probe.video) {
    throw new SourceError(
      `${input.description} has no picture: a stream needs one${probe.audio ? ', sound alone won’t do' : ''}`,
    )
  }
  // Doubled pictures would leave in pairs, the first of them a frame late, and show nothing new.
  const frameRate = Math.min(config.frameRate, probe.frameRate ?? config.frameRate)
  const pace = [`fps=fps=${frameRate}:start_time=0`, ...(input.hold ? ['realtime'] : [])]
  return {
    description: input.description,
    inputs: [{ options: input.options, from: input.from }],
    synthetic: false,
    frameRate,
    video: { stream: '0:v:0', filters: [...fitPicture(config), ...pace], pace: 'constant' },
    ...(config.audio && probe.audio
      ? { audio: { stream: '0:a:0', filters: ['aresample=async=1:min_hard_comp=0.02:first_pts=0'] } }
      : {}),
  }
}
