// One track with its figures. Whatever comes for a track, from a parent or from the publisher, comes through `take`,
// and this file alone counts what came for it.
import type { NodeMetrics } from '@weir/metrics'
import {
  type ClockEstimate,
  type Frame,
  latencyMicros,
  type NodeName,
  offsetToOrigin,
  UNKNOWN_ERROR_MICROS,
} from '@weir/wire'
import type { LatencySummary } from '../config/index.ts'
import { createRecent, type Figures } from '../figures/index.ts'
import type { Arrival } from './arrival.ts'
import { createTrack, type Track, type TrackOptions } from './track.ts'

export interface TrackCounts {
  readonly received: number
  readonly duplicates: number
  readonly missing: number
  /** When the newest chunk came, by this node's clock; 0 before the first. */
  readonly heardMicros: number
}

export interface TrackRecord {
  readonly track: Track
  readonly counts: TrackCounts
  /** Counts what came, and hands it to the track. `from` is who sent it: a parent, or this node itself. */
  take(from: NodeName, arrival: Arrival): void
  /** Capture to here, over the last two seconds; null when nothing came. */
  path(nowMicros: number): LatencySummary | null
}

export interface TrackRecordOptions extends Omit<TrackOptions, 'events'> {
  readonly metrics: NodeMetrics
  readonly figures: Figures
  /** The id of a node, by its index. */
  readonly nodeName: (index: number) => string
}

/** What a chunk tells of its way. The frame itself would keep the whole receive buffer. */
type Stamps = Pick<Frame, 'trail' | 'captureTimeMicros'>

export const createTrackRecord = (options: TrackRecordOptions): TrackRecord => {
  const { metrics, figures, nodeName } = options
  const labels = { stream: options.stream, track: options.name }
  const counts = { received: 0, duplicates: 0, missing: 0, heardMicros: 0 }
  const path = createRecent()
  const begun = new Set<string>()

  const track = createTrack({
    ...options,
    events: {
      onDuplicate(source) {
        counts.duplicates++
        figures.later(() => metrics.chunksDuplicate.inc({ ...labels, from: nodeName(source) }))
      },
      onMissing(chunks) {
        counts.missing += chunks
        metrics.chunksMissing.inc(labels, chunks)
      },
      onDropped: (reason) => metrics.chunksDropped.inc({ reason }),
      onDelivered({ header, trail }) {
        const own = trail.at(-1)
        if (own) counts.heardMicros = own.receiveMicros
        if (!own || header.replay) return
        figures.later(() => metrics.nodeResidence.observe(labels, (own.sendMicros - own.receiveMicros) / 1e6))
      },
    },
  })
  /** A rate needs a first value: the series begin at 0, and not with the first fault. */
  const begin = (from: NodeName) => {
    if (begun.has(from.id) || from.index === options.nodeIndex) return
    begun.add(from.id)
    metrics.chunksDuplicate.inc({ ...labels, from: from.id }, 0)
    metrics.chunksMissing.inc(labels, 0)
  }
  const timePath = ({ trail, captureTimeMicros }: Stamps, receiveMicros: number, link: ClockEstimate) => {
    const ingress = trail[0]
    const origin = offsetToOrigin(trail, link)
    if (!ingress || !Number.isFinite(origin.errorMicros)) return
    const pathMicros = Math.max(0, latencyMicros(captureTimeMicros, receiveMicros, origin.offsetMicros))
    metrics.pathLatency.observe({ ...labels, ingress: nodeName(ingress.nodeIndex) }, pathMicros / 1e6)
    path.add(receiveMicros, pathMicros)
  }
  return {
    track,
    counts,
    take(from, arrival) {
      const { type, replay, trail, captureTimeMicros } = arrival.frame
      if (type === 'init') return track.init(arrival)
      if (type === 'object') return metrics.chunksDropped.inc({ reason: 'object' })
      begin(from)
      counts.received++
      const isNew = track.chunk(from.index, arrival)
      const { receiveMicros, offsetMicros, errorMicros } = arrival
      figures.later(() => {
        metrics.chunksReceived.inc({ ...labels, from: from.id })
        if (!isNew || replay || errorMicros === UNKNOWN_ERROR_MICROS) return
        timePath({ trail, captureTimeMicros }, receiveMicros, { offsetMicros, errorMicros })
      })
    },
    path: (nowMicros) => path.summary(nowMicros, undefined),
  }
}
