// How often one address may report: a bucket of tokens for each, the number of addresses bounded. Pure.
import { createTokenBucket, type TokenBucket, type TokenBucketSettings } from '@weir/time'

export interface RateLimit {
  /** Whether one more is allowed now. */
  allow(address: string, nowSeconds: number): boolean
}

export interface RateLimitSettings extends TokenBucketSettings {
  readonly mostAddresses: number
}

/** Behind one address can be a classroom: 100 players that report every 5 s are 20 a second. */
const BEACON_RATE: RateLimitSettings = { perSecond: 50, burst: 200, mostAddresses: 4096 }

export const createRateLimit = (settings: RateLimitSettings = BEACON_RATE): RateLimit => {
  const buckets = new Map<string, TokenBucket>()
  return {
    allow: (address, nowSeconds) => {
      const bucket = buckets.get(address) ?? createTokenBucket(settings, nowSeconds)
      // Taken out and put back, so that the map's first is the one that has been quiet for longest.
      buckets.delete(address)
      buckets.set(address, bucket)
      if (buckets.size > settings.mostAddresses) buckets.delete(buckets.keys().next().value as string)
      return bucket.take(nowSeconds)
    },
  }
}
