// One track with its figures. Whatever comes for a track, from a parent or from the publisher, comes through `take`,
// and this file alone counts what came for it.
import type { NodeMetrics } from '@weir/metrics'
import { steadyMicros } from '@weir/time'
import { latencyMicros, type NodeName, offsetToOrigin, UNKNOWN_ERROR_MICROS } from '@weir/wire'
import type { LatencySummary } from '../config/index.ts'
import { createRecent, createTallies, type Figures, type Tally } from '../figures/index.ts'
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
  /** Nobody has the track any more: what was here is let go of, and its series may be removed. */
  forget(): void
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

export const createTrackRecord = (options: TrackRecordOptions): TrackRecord => {
  const { metrics, figures, nodeLabel } = options
  const labels = { stream: options.stream, track: options.name }
  const counts = { received: 0, duplicates: 0, missing: 0, heardMicros: undefined as number | undefined }
  /** Since nothing but late chunks came, and the newest of those. */
  let late: { readonly sinceMicros: number; readonly newestMicros: number } | undefined
  const path = createRecent()
  const residence = figures.values((seconds) => metrics.nodeResidence.observe(labels, seconds))
  const pathFrom = createTallies((ingress: string) =>
    figures.values((seconds) => metrics.pathLatency.observe({ ...labels, ingress }, seconds)),
  )
  const duplicatesFrom = createTallies((from: string) =>
    figures.sum((chunks) => metrics.chunksDuplicate.inc({ ...labels, from }, chunks)),
  )
  const received = new Map<string, Tally>()
  const receivedFrom = createTallies((from: string) => {
    // A rate needs a first value: these series begin at 0, and not with the first fault. A publisher makes none.
    if (from !== nodeLabel(options.nodeIndex)) {
      metrics.chunksDuplicate.inc({ ...labels, from }, 0)
      metrics.chunksMissing.inc(labels, 0)
    }
    return figures.sum((chunks) => metrics.chunksReceived.inc({ ...labels, from }, chunks))
  }, received)

  const track = createTrack({
    ...options,
    events: {
      onDuplicate(source) {
        counts.duplicates++
        duplicatesFrom(nodeLabel(source)).add(1)
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
        residence.add((own.sendMicros - own.receiveMicros) / 1e6)
      },
    },
  })
  const timePath = ({ frame, receiveMicros, receiveSteadyMicros, offsetMicros, errorMicros }: Arrival) => {
    const { trail, captureTimeMicros } = frame
    const ingress = trail[0]
    const origin = offsetToOrigin(trail, { offsetMicros, errorMicros })
    if (!ingress || !Number.isFinite(origin.errorMicros)) return
    const pathMicros = Math.max(0, latencyMicros(captureTimeMicros, receiveMicros, origin.offsetMicros))
    pathFrom(nodeLabel(ingress.nodeIndex)).add(pathMicros / 1e6)
    path.add(receiveSteadyMicros, pathMicros)
  }
  return {
    track,
    counts,
    take(from, arrival) {
      const { type, replay } = arrival.frame
      if (type === 'init') return track.init(arrival)
      if (type === 'object') return metrics.chunksDropped.inc({ reason: 'object' })
      counts.received++
      const isNew = track.chunk(from.index, arrival)
      receivedFrom(from.id).add(1)
      if (isNew && !replay && arrival.errorMicros !== UNKNOWN_ERROR_MICROS) timePath(arrival)
    },
    forget() {
      received.clear()
      track.forget()
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
