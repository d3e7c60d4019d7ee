import * as z from 'zod'

/** What a player reports every few seconds, of what came since its last report. */
export const BeaconReport = z.strictObject({
  stream: z.string().min(1).max(128),
  renderer: z.enum(['mse', 'webcodecs']),
  /** Socket's start to the first picture; only in the first report after a join. */
  joinSeconds: z.number().min(0).max(600).optional(),
  stalls: z.int().min(0).max(1000),
  /** Frame by frame, a sample of them. Just below 0 is possible, by the error of the clocks' offset. */
  glassToGlassSeconds: z.array(z.number().min(-1).max(600)).max(100),
})
export type BeaconReport = z.infer<typeof BeaconReport>

/** Bytes of a report; a full one has about 2.5 kB. */
export const MAX_REPORT_BYTES = 8 * 1024
