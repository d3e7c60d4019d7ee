// One track with its figures. Whatever comes for a track, from a parent or from the publisher, comes through `take`,
// and this file alone counts what came for it.
import type { NodeMetrics } from '@weir/metrics'
import { steadyMicros } from '@weir/time'
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
  /** When the newest chunk came, by the steady clock; undefined before the first. */
  readonly heardMicros: number | undefined
}

export interface TrackRecord {
  readonly track: Track
  readonly counts: TrackCounts
  /** Counts what came, and hands it to the track. `from` is who sent it: a parent, or this node itself. */
  take(from: NodeName, arrival: Arrival): void
  /** Capture to here, over the last two seconds; null when nothing came. */
  path(steadyNowMicros: number): LatencySummary | null
  /** A sentence when chunks come, but for a while only such as belong to what is over. */
  fault(): string | undefined
}

/** For so long nothing but late chunks may come. */
const LATE_MICROS = 3_000_000
/** A chunk that is late now and then is none of that: the newest late one must be this fresh. */
const LATE_FRESH_MICROS = 1_500_000

export interface TrackRecordOptions extends Omit<TrackOptions, 'events'> {
  readonly metrics: NodeMetrics
  readonly figures: Figures
  /** The name of a node for figures, by its index. */
  readonly nodeLabel: (index: number) => string
}

/** What a chunk tells of its way. The frame itself would keep the whole receive buffer. */
type Stamps = Pick<Frame, 'trail' | 'captureTimeMicros'>

export const createTrackRecord = (options: TrackRecordOptions): TrackRecord => {
  const { metrics, figures, nodeLabel } = options
  const labels = { stream: options.stream, track: options.name }
  const counts = { received: 0, duplicates: 0, missing: 0, heardMicros: undefined as number | undefined }
  /** Since nothing but late chunks came, and the newest of those. */
  let late: { readonly sinceMicros: number; readonly newestMicros: number } | undefined
  const path = createRecent()
  const begun = new Set<string>()

  const track = createTrack({
    ...options,
    events: {
      onDuplicate(source) {
        counts.duplicates++
        figures.later(() => metrics.chunksDuplicate.inc({ ...labels, from: nodeLabel(source) }))
      },
      onMissing(chunks) {
        counts.missing += chunks
        metrics.chunksMissing.inc(labels, chunks)
      },
      onDropped(reason) {
        metrics.chunksDropped.inc({ reason })
        if (reason !== 'late-epoch' && reason !== 'late' && reason !== 'no-init') return
        const newestMicros = steadyMicros()
        late = { sinceMicros: late?.sinceMicros ?? newestMicros, newestMicros }
      },
      onDelivered({ header, trail }) {
        const own = trail.at(-1)
        counts.heardMicros = steadyMicros()
        late = undefined
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
  const timePath = (
    { trail, captureTimeMicros }: Stamps,
    arrival: Pick<Arrival, 'receiveMicros' | 'receiveSteadyMicros'>,
    link: ClockEstimate,
  ) => {
    const { receiveMicros, receiveSteadyMicros } = arrival
    const ingress = trail[0]
    const origin = offsetToOrigin(trail, link)
    if (!ingress || !Number.isFinite(origin.errorMicros)) return
    const pathMicros = Math.max(0, latencyMicros(captureTimeMicros, receiveMicros, origin.offsetMicros))
    metrics.pathLatency.observe({ ...labels, ingress: nodeLabel(ingress.nodeIndex) }, pathMicros / 1e6)
    path.add(receiveSteadyMicros, pathMicros)
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
      const { receiveMicros, receiveSteadyMicros, offsetMicros, errorMicros } = arrival
      figures.later(() => {
        metrics.chunksReceived.inc({ ...labels, from: from.id })
        if (!isNew || replay || errorMicros === UNKNOWN_ERROR_MICROS) return
        timePath({ trail, captureTimeMicros }, { receiveMicros, receiveSteadyMicros }, { offsetMicros, errorMicros })
      })
    },
    path: (steadyNowMicros) => path.summary(steadyNowMicros, undefined),
    fault() {
      if (!late || late.newestMicros - late.sinceMicros < LATE_MICROS) return undefined
      if (steadyMicros() - late.newestMicros > LATE_FRESH_MICROS) return undefined
      const seconds = Math.round((late.newestMicros - late.sinceMicros) / 1e6)
      return `${options.stream}/${options.name}: for ${seconds} s only chunks have come that are late or of an epoch that is over`
    },
  }
}
