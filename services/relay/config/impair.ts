import * as z from 'zod'

/**
 * What one link does to what crosses it, parent to child. Numbers here are already parsed: topology.yaml's `20ms` and
 * `20mbit` are the orchestrator's business. An empty object is a clean link.
 */
export const Impair = z.strictObject({
  /** One-way delay added to every byte, s. */
  delaySeconds: z.number().min(0).max(60).optional(),
  /** Half-width of the uniform spread around the delay, s; order is kept. */
  jitterSeconds: z.number().min(0).max(60).optional(),
  /** Bit/s. */
  rateBitsPerSecond: z.number().positive().optional(),
  /** Probability that a segment is lost, 0 to 1. */
  loss: z.number().min(0).max(1).optional(),
  /** Nothing crosses, and nothing tells either side. */
  partition: z.boolean().optional(),
  /** Replays rate and delay over time: rows of a CSV trace, looped. */
  trace: z
    .array(
      z.strictObject({
        atSeconds: z.number().min(0),
        rateBitsPerSecond: z.number().positive().optional(),
        delaySeconds: z.number().min(0).max(60).optional(),
      }),
    )
    .min(1)
    .optional(),
  /** Both directions are impaired alike unless this says `down` (parent to child) or `up`. */
  direction: z.enum(['both', 'down', 'up']).optional(),
  /** Seeds the random choices, so that a run can be repeated. */
  seed: z.int().min(0).optional(),
})
export type Impair = z.infer<typeof Impair>
