import * as z from 'zod'

/** One stream that an ingress makes: where the pictures come from and how they are encoded. */
export const StreamConfig = z.strictObject({
  /** `auto` takes the webcam when the device is there, else the test source. */
  source: z.enum(['auto', 'test', 'webcam', 'file', 'url']),
  /** Device of a webcam, path of a file, or address of a url, in which `${NAME}` is of the node's environment. */
  input: z.string().optional(),
  width: z.int().min(16).max(7680).default(640),
  height: z.int().min(16).max(4320).default(360),
  frameRate: z.number().min(1).max(240).default(30),
  /** Seconds from one keyframe to the next. */
  gopSeconds: z.number().min(0.1).max(30).default(1),
  videoBitrate: z.number().positive().default(1_000_000),
  audio: z.boolean().default(true),
  audioBitrate: z.number().positive().default(64_000),
  /** Burn the wall clock into the picture; by default only the test source has it. */
  clock: z.boolean().optional(),
})
export type StreamConfig = z.infer<typeof StreamConfig>
