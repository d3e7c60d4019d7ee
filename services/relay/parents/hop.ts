// The figures of one parent's link: each live chunk is timed from the parent's send stamp to its receipt here. Owns the
// series that bear the link's name.
import { forgetSeries, type NodeMetrics } from '@weir/metrics'
import { latencyMicros, UNKNOWN_ERROR_MICROS } from '@weir/wire'
import type { OffsetEstimate } from '../clock/index.ts'
import type { LatencySummary } from '../config/index.ts'
import { createRecent, createTallies, type Figures } from '../figures/index.ts'
import type { Arrival, Track } from '../track/index.ts'

export interface HopOptions {
  /** Ids of the parent and of this node. */
  readonly from: string
  readonly to: string
  readonly metrics: NodeMetrics
  readonly figures: Figures
}

export interface Hop {
  up(now: boolean): void
  clock(estimate: OffsetEstimate): void
  /** Replayed chunks tell nothing of the link, and enter no histogram. */
  time(track: Track, arrival: Arrival): void
  bytes(count: number): void
  /** Over the last two seconds; `errorMicros` is the clocks' bound now. */
  push(steadyNowMicros: number, errorMicros: number | undefined): LatencySummary | null
  /** Nothing comes any more. A link that is gone for good takes its series with it. */
  end(gone: boolean): void
}

export const createHop = ({ from, to, metrics, figures }: HopOptions): Hop => {
  const link = { from, to }
  const recent = createRecent()
  const received = figures.sum((bytes) => metrics.linkBytes.inc(link, bytes))
  const unmeasured = figures.sum((chunks) => metrics.hopPushUnmeasured.inc(link, chunks))
  const belowBound = figures.sum((chunks) => metrics.hopPushBelowBound.inc(link, chunks))
  const pushesOf = createTallies(({ stream, name: track }: Track) => {
    const labels = { stream, track, ...link }
    return figures.values((seconds) => metrics.hopPushLatency.observe(labels, seconds))
  }, new WeakMap())
  // A rate needs a first value.
  metrics.linkUp.set(link, 0)
  metrics.linkBytes.inc(link, 0)

  return {
    up: (now) => metrics.linkUp.set(link, now ? 1 : 0),
    clock({ offsetMicros, errorMicros, rttMicros }) {
      metrics.linkClockOffset.set(link, offsetMicros / 1e6)
      metrics.linkClockError.set(link, errorMicros / 1e6)
      metrics.linkRtt.set(link, rttMicros / 1e6)
    },
    time(track, { frame, receiveMicros, receiveSteadyMicros, offsetMicros, errorMicros }) {
      const parent = frame.trail.at(-1)
      if (frame.type !== 'chunk' || frame.replay || !parent) return
      if (errorMicros === UNKNOWN_ERROR_MICROS) return unmeasured.add(1)
      const pushMicros = latencyMicros(parent.sendMicros, receiveMicros, offsetMicros)
      if (pushMicros < errorMicros) belowBound.add(1)
      pushesOf(track).add(Math.max(0, pushMicros) / 1e6)
      recent.add(receiveSteadyMicros, pushMicros)
    },
    bytes: received.add,
    push: (steadyNowMicros, errorMicros) => recent.summary(steadyNowMicros, errorMicros),
    end(gone) {
      figures.settle()
      if (gone) forgetSeries(metrics, (labels) => labels.from === from && labels.to === to)
    },
  }
}
