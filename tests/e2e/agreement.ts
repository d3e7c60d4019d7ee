// Whether a link's histogram in Prometheus says what the chunks' own trails say. Both are held to the same chunks: those
// that the child received between two scrapes.
import type { LinkSamples } from '@weir/test-support'
import { scrapes } from './prometheus.ts'

/** Cumulative counts by upper bound, s. */
type Buckets = ReadonlyMap<number, number>

export interface Reading {
  /** When the child was scraped, s since 1970. */
  readonly atSeconds: number
  readonly buckets: Buckets
}

/** What the scrapes of the last `seconds` found of the latency of a stream's video on one link, oldest first. */
export const readingsOf = async (
  prometheusUrl: string,
  { from, to }: LinkSamples,
  stream: string,
  seconds: number,
): Promise<Reading[]> => {
  const labels = `from="${from}",to="${to}",stream="${stream}",track="video"`
  const series = await scrapes(prometheusUrl, `weir_hop_push_latency_seconds_bucket{${labels}}[${seconds}s]`)
  const byTime = new Map<number, Map<number, number>>()
  for (const {
    labels: { le },
    points,
  } of series) {
    for (const [atSeconds, count] of points) {
      const buckets = byTime.get(atSeconds) ?? new Map<number, number>()
      byTime.set(atSeconds, buckets.set(le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), count))
    }
  }
  return [...byTime].map(([atSeconds, buckets]) => ({ atSeconds, buckets })).sort((a, b) => a.atSeconds - b.atSeconds)
}

/** Shares of what came between two readings, by upper bound. */
const sharesBetween = (before: Buckets, after: Buckets): { count: number; shares: Map<number, number> } => {
  const grown = [...after].map(([bound, value]): [number, number] => [bound, value - (before.get(bound) ?? 0)])
  const count = Math.max(...grown.map(([, value]) => value))
  return { count, shares: new Map(grown.map(([bound, value]) => [bound, value / count])) }
}

/**
 * Largest difference between the two cumulative distributions, 0 to 1 (the Kolmogorov-Smirnov statistic, at the
 * buckets' bounds), of what came between the first and the last reading within the samples. A scrape reads the child
 * some ms after its time, so that a chunk or two at either end may be in one and not in the other. The histogram counts
 * a latency below 0 as 0.
 */
export const disagreement = (
  readings: readonly Reading[],
  { pushMillis, receivedMicros }: Pick<LinkSamples, 'pushMillis' | 'receivedMicros'>,
): number => {
  const [firstSeconds, lastSeconds] = [receivedMicros.at(0) ?? 0, receivedMicros.at(-1) ?? 0].map((at) => at / 1e6)
  const within = readings.filter(({ atSeconds }) => atSeconds >= (firstSeconds ?? 0) && atSeconds <= (lastSeconds ?? 0))
  const [before, after] = [within.at(0), within.at(-1)]
  if (!before || !after) return 1
  const common = pushMillis.filter((_, index) => {
    const atSeconds = (receivedMicros[index] ?? 0) / 1e6
    return atSeconds > before.atSeconds && atSeconds <= after.atSeconds
  })
  const { count, shares } = sharesBetween(before.buckets, after.buckets)
  if (count === 0 || common.length === 0) return 1
  const differences = [...shares].map(([bound, share]) => {
    const below = common.filter((millis) => Math.max(0, millis) / 1000 <= bound).length / common.length
    return Math.abs(share - below)
  })
  return Math.max(...differences, Math.abs(count - common.length) / Math.max(count, common.length))
}
