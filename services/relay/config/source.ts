import * as z from 'zod'
import { isEven, type Limits, STREAM_LIMITS } from './limits.ts'

const within = ({ least, most }: Limits) => z.number().min(least).max(most)
const pixels = ({ least, most }: Limits) =>
  z.int().min(least).max(most).refine(isEven, { error: 'expected an even number' })

/** One stream that an ingress makes: where the pictures come from and how they are encoded. */
export const StreamConfig = z.strictObject({
  /** `auto` takes the webcam when the device is there, else the test source. */
  source: z.enum(['auto', 'test', 'webcam', 'file', 'url']),
  /** Device of a webcam, path of a file, or address of a url, in which `${NAME}` is of the node's environment. */
  input: z.string().optional(),
  width: pixels(STREAM_LIMITS.width).default(640),
  height: pixels(STREAM_LIMITS.height).default(360),
  frameRate: within(STREAM_LIMITS.frameRate).default(30),
  /** Seconds from one keyframe to the next. */
  gopSeconds: within(STREAM_LIMITS.gopSeconds).default(1),
  videoBitrate: within(STREAM_LIMITS.videoBitrate).default(1_000_000),
  audio: z.boolean().default(true),
  audioBitrate: within(STREAM_LIMITS.audioBitrate).default(64_000),
  /** Burn the wall clock into the picture; by default only the test source has it. */
  clock: z.boolean().optional(),
})
export type StreamConfig = z.infer<typeof StreamConfig>
