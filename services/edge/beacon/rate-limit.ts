// How often one address may report: a bucket of tokens for each, the number of addresses bounded. Pure.
export interface RateLimit {
  /** Whether one more is allowed now. */
  allow(address: string, nowSeconds: number): boolean
}

export interface RateLimitSettings {
  readonly perSecond: number
  readonly burst: number
  readonly mostAddresses: number
}

/** Behind one address can be a classroom: 100 players that report every 5 s are 20 a second. */
export const BEACON_RATE: RateLimitSettings = { perSecond: 50, burst: 200, mostAddresses: 4096 }

export const createRateLimit = (settings: RateLimitSettings = BEACON_RATE): RateLimit => {
  const { perSecond, burst, mostAddresses } = settings
  const buckets = new Map<string, { tokens: number; atSeconds: number }>()
  return {
    allow: (address, nowSeconds) => {
      const bucket = buckets.get(address) ?? { tokens: burst, atSeconds: nowSeconds }
      const tokens = Math.min(burst, bucket.tokens + (nowSeconds - bucket.atSeconds) * perSecond)
      // Taken out and put back, so that the map's first is the one that has been quiet for longest.
      buckets.delete(address)
      buckets.set(address, { tokens: tokens >= 1 ? tokens - 1 : tokens, atSeconds: nowSeconds })
      if (buckets.size > mostAddresses) buckets.delete(buckets.keys().next().value as string)
      return tokens >= 1
    },
  }
}
