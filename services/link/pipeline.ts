// The impairments of one direction of one connection, in order. Each is a function from a time to a time, so that the
// whole is tested as a table; lane.ts holds the bytes and the timer.
//
//              trace ── rate and delay of the moment ──┐
//                ▼                                     ▼
//   enters ─► rate ─► loss ─────────────────────────► delay ─► jitter ─► in order ─► leaves
//               ▲                                                            ▲
//               └ at most what a TCP that loses so much settles at           └ never, while partitioned

import type { Random } from '@weir/figures'
import { createDelay } from './delay.ts'
import { type Direction, type Impair, inDirection } from './impair.ts'
import { createJitter } from './jitter.ts'
import { createLoss, lossRateBitsPerSecond } from './loss.ts'
import { partition } from './partition.ts'
import { createRate } from './rate.ts'
import { SEGMENT_BYTES } from './stage.ts'
import { createTrace } from './trace.ts'

export interface Pipeline {
  /** When what enters now leaves; Infinity in a partition. Never before what entered earlier. */
  enter(atSeconds: number, bytes: number): number
  /** When the bottleneck has sent all that entered. */
  freeAtSeconds(): number
  /** Into pieces of which size bytes are to be cut so that they leave evenly; Infinity when that does not matter. */
  pieceBytes(atSeconds: number): number
  readonly partitioned: boolean
}

export interface PipelineOptions {
  readonly impair: Impair
  readonly direction: Direction
  /** When the impairment begins: time 0 of a trace. */
  readonly startSeconds: number
  readonly random: Random
  readonly onStall: (seconds: number) => void
}

/** Round trip of a clean link: what loopback takes, so that a loss without a delay has something to cost. */
const CLEAN_RTT_SECONDS = 0.0002
/** At high rates a piece is what crosses in this time, so that the timer does not run for each segment. */
const PIECE_SECONDS = 0.001

/** Whether `impair` does anything at all in that direction. */
const isClean = ({ delaySeconds, jitterSeconds, rateBitsPerSecond, loss, partition, trace }: Impair): boolean =>
  !delaySeconds && !jitterSeconds && !rateBitsPerSecond && !loss && !partition && !trace

/** The pipeline of one direction; undefined when that direction is clean. Throws RangeError on a trace without order. */
export const createPipeline = (options: PipelineOptions): Pipeline | undefined => {
  const { direction, startSeconds, random, onStall } = options
  const own = inDirection(options.impair, direction)
  if (isClean(own)) return undefined
  const other = inDirection(options.impair, direction === 'down' ? 'up' : 'down')
  const traceAt = own.trace ? createTrace(own.trace, startSeconds) : undefined

  const delayAt = (at: number): number => traceAt?.(at).delaySeconds ?? own.delaySeconds ?? 0
  const rttAt = (at: number): number => {
    const back = other === own ? delayAt(at) : (other.delaySeconds ?? 0)
    return CLEAN_RTT_SECONDS + delayAt(at) + back
  }
  const rateAt = (at: number) => {
    const span = traceAt?.(at)
    const given = span?.rateBitsPerSecond ?? own.rateBitsPerSecond ?? Number.POSITIVE_INFINITY
    return {
      bitsPerSecond: own.loss ? Math.min(given, lossRateBitsPerSecond(own.loss, rttAt(at))) : given,
      untilSeconds: span?.untilSeconds ?? Number.POSITIVE_INFINITY,
    }
  }

  const rate = createRate(rateAt)
  const loss = own.loss ? createLoss({ probability: own.loss, rttAt, random, onStall }) : undefined
  const delay = createDelay(delayAt)
  const jitter = own.jitterSeconds ? createJitter(own.jitterSeconds, random) : undefined
  let newest = 0
  return {
    partitioned: own.partition === true,
    enter: (atSeconds, bytes) => {
      if (own.partition) return partition(atSeconds, bytes)
      const sent = rate.enter(atSeconds, bytes)
      const arrived = delay(loss ? loss(sent, bytes) : sent, bytes)
      newest = Math.max(newest, sent, jitter ? jitter(arrived, bytes) : arrived)
      return newest
    },
    freeAtSeconds: rate.freeAtSeconds,
    pieceBytes: (at) => {
      const { bitsPerSecond } = rateAt(at)
      return Math.max(SEGMENT_BYTES, Math.floor((bitsPerSecond / 8) * PIECE_SECONDS))
    },
  }
}
