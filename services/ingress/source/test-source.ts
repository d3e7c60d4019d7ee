import type { StreamConfig } from '@weir/relay/config'
import { LONGEST_HOLE_SECONDS } from './hole.ts'
import type { SourcePlan } from './plan.ts'

/**
 * Moving pictures and a tone with a beep each second, all made by ffmpeg. Paced by the `realtime` filter on the picture
 * alone: the sound follows by itself, and `-re` or a second pacer would send frames in pairs.
 */
export const testSource = ({ width, height, frameRate, audio }: StreamConfig): SourcePlan => ({
  description: `test picture ${width}×${height} at ${frameRate} fps`,
  inputs: [
    { options: ['-f', 'lavfi'], from: `testsrc2=size=${width}x${height}:rate=${frameRate}` },
    ...(audio ? [{ options: ['-f', 'lavfi'], from: 'sine=frequency=440:beep_factor=4:sample_rate=48000' }] : []),
  ],
  synthetic: true,
  mayStand: false,
  frameRate,
  video: { stream: '0:v:0', filters: ['realtime'], pace: 'constant' },
  ...(audio
    ? {
        audio: {
          stream: '1:a:0',
          filters: [],
          fromSeconds: 0,
          aheadSeconds: LONGEST_HOLE_SECONDS.sounding,
          timed: false,
        },
      }
    : {}),
})
