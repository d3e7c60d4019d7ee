// What one parent's link measures: every frame that comes is timed by its trail and counted, then handed to its track.
import type { NodeMetrics } from '@weir/metrics'
import { type Frame, offsetToOrigin, UNKNOWN_ERROR_MICROS } from '@weir/wire'
import type { OffsetEstimate } from '../clock/index.ts'
import type { LatencySummary } from '../config/index.ts'
import type { Figures } from '../figures/index.ts'
import { createRecent } from '../figures/index.ts'
import type { TrackRecord } from '../track/index.ts'

export interface ArrivalsOptions {
  readonly from: string
  readonly fromIndex: number
  readonly to: string
  readonly metrics: NodeMetrics
  readonly figures: Figures
  readonly nodeName: (index: number) => string
}

/** What a chunk tells of its way. The frame itself would keep the whole receive buffer. */
type Stamps = Pick<Frame, 'trail' | 'captureTimeMicros'>

export interface Arrivals {
  /** Returns whether the chunk was new. */
  take(record: TrackRecord, frame: Frame, receiveMicros: number, estimate: OffsetEstimate | undefined): boolean
  push(nowMicros: number, errorMicros: number | undefined): LatencySummary | null
  clear(): void
}

export const createArrivals = ({ from, fromIndex, to, metrics, figures, nodeName }: ArrivalsOptions): Arrivals => {
  const link = { from, to }
  const recent = createRecent()
  const seen = new Set<TrackRecord>()

  const timeHop = ({ trail }: Stamps, record: TrackRecord, receiveMicros: number, estimate: OffsetEstimate) => {
    const parent = trail.at(-1)
    if (!parent) return
    const pushMicros = receiveMicros + estimate.offsetMicros - parent.sendMicros
    if (pushMicros < estimate.errorMicros) metrics.hopPushBelowBound.inc(link)
    const { stream, name: track } = record.track
    metrics.hopPushLatency.observe({ stream, track, ...link }, Math.max(0, pushMicros) / 1e6)
    recent.add(receiveMicros, Math.max(0, pushMicros))
  }
  const timePath = (stamps: Stamps, record: TrackRecord, receiveMicros: number, estimate: OffsetEstimate) => {
    const ingress = stamps.trail[0]
    const origin = offsetToOrigin(stamps.trail)
    if (!ingress || !Number.isFinite(origin.errorMicros)) return
    const pathMicros = Math.max(
      0,
      receiveMicros + estimate.offsetMicros + origin.offsetMicros - stamps.captureTimeMicros,
    )
    const { stream, name: track } = record.track
    metrics.pathLatency.observe({ stream, track, ingress: nodeName(ingress.nodeIndex) }, pathMicros / 1e6)
    record.path.add(receiveMicros, pathMicros)
  }
  return {
    take(record, frame, receiveMicros, estimate) {
      const arrival = {
        frame,
        receiveMicros,
        offsetMicros: estimate?.offsetMicros ?? 0,
        errorMicros: Math.min(UNKNOWN_ERROR_MICROS, Math.ceil(estimate?.errorMicros ?? UNKNOWN_ERROR_MICROS)),
      }
      if (frame.type !== 'chunk') {
        if (frame.type === 'init') record.track.init(arrival)
        else metrics.chunksDropped.inc({ reason: 'object' })
        return false
      }
      const { stream, name: track } = record.track
      if (!seen.has(record)) {
        seen.add(record)
        // A rate needs a first value: the series begin at 0, and not with the first fault.
        metrics.chunksDuplicate.inc({ stream, track, from }, 0)
        metrics.chunksMissing.inc({ stream, track }, 0)
      }
      record.received++
      const isNew = record.track.chunk(fromIndex, arrival)
      const { replay, trail, captureTimeMicros } = frame
      figures.later(() => {
        metrics.chunksReceived.inc({ stream, track, from })
        if (!estimate || replay) return
        timeHop({ trail, captureTimeMicros }, record, receiveMicros, estimate)
        if (isNew) timePath({ trail, captureTimeMicros }, record, receiveMicros, estimate)
      })
      return isNew
    },
    push: (nowMicros, errorMicros) => recent.summary(nowMicros, errorMicros),
    clear() {
      for (const family of [
        metrics.linkUp,
        metrics.linkBytes,
        metrics.linkRtt,
        metrics.linkClockOffset,
        metrics.linkClockError,
        metrics.hopPushBelowBound,
      ]) {
        family.remove(link)
      }
      for (const { track } of seen) {
        metrics.hopPushLatency.remove({ stream: track.stream, track: track.name, ...link })
      }
      seen.clear()
    },
  }
}
