// Whether a link's histogram in Prometheus says what the chunks' own trails say. Both hold the same chunks but for those
// of a scrape interval at either end, so that their distributions are compared and not their counts.
import { query } from './prometheus.ts'

type Buckets = ReadonlyMap<number, number>

/** Cumulative counts of a link's video by upper bound, s. */
export const bucketsOf = async (prometheusUrl: string, from: string, to: string): Promise<Buckets> => {
  const samples = await query(
    prometheusUrl,
    `weir_hop_push_latency_seconds_bucket{from="${from}",to="${to}",track="video"}`,
  )
  return new Map(
    samples.map(({ labels, value }) => [labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le), value]),
  )
}

/** Shares of what came between two readings, by upper bound. */
const sharesBetween = (before: Buckets, after: Buckets): { count: number; shares: Map<number, number> } => {
  const grown = [...after].map(([bound, value]): [number, number] => [bound, value - (before.get(bound) ?? 0)])
  const count = Math.max(...grown.map(([, value]) => value))
  return { count, shares: new Map(grown.map(([bound, value]) => [bound, value / count])) }
}

/**
 * Largest difference between the two cumulative distributions, 0 to 1 (the Kolmogorov-Smirnov statistic, at the
 * buckets' bounds). The histogram counts a latency below 0 as 0.
 */
export const disagreement = (before: Buckets, after: Buckets, pushMillis: readonly number[]): number => {
  const { count, shares } = sharesBetween(before, after)
  if (count === 0 || pushMillis.length === 0) return 1
  const differences = [...shares].map(([bound, share]) => {
    const below = pushMillis.filter((millis) => Math.max(0, millis) / 1000 <= bound).length / pushMillis.length
    return Math.abs(share - below)
  })
  return Math.max(...differences)
}
