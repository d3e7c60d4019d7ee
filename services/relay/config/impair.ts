import type * as link from '@weir/link'
import * as z from 'zod'
import { IMPAIR_LIMITS } from './limits.ts'

export type Impair = link.Impair

/** A schema for every key of T and for no other. */
type Shape<T> = { readonly [K in keyof T]-?: z.ZodType<T[K]> }

const { delaySeconds, rateBitsPerSecond } = IMPAIR_LIMITS
const Seconds = z.number().min(delaySeconds.least).max(delaySeconds.most).optional()
const RateBitsPerSecond = z.number().min(rateBitsPerSecond.least).max(rateBitsPerSecond.most).optional()

/**
 * Checks what one link does to what crosses it. The fields are the link's own, and mean what services/link/impair.ts says.
 * Numbers here are already parsed: topology.yaml's `20ms` and `20mbit` are the orchestrator's business.
 */
export const Impair = z.strictObject({
  delaySeconds: Seconds,
  jitterSeconds: Seconds,
  rateBitsPerSecond: RateBitsPerSecond,
  loss: z.number().min(0).max(1).optional(),
  partition: z.boolean().optional(),
  trace: z
    .array(
      z.strictObject({
        atSeconds: z.number().min(0),
        rateBitsPerSecond: RateBitsPerSecond,
        delaySeconds: Seconds,
      } satisfies Shape<link.TraceRow>),
    )
    .min(1)
    .readonly()
    .optional(),
  direction: z.enum(['both', 'down', 'up']).optional(),
  seed: z.int().min(0).optional(),
} satisfies Shape<Impair>)
