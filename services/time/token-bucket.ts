// How often something may happen: on average, and at once. Pure: the time is the caller's.

export interface TokenBucketSettings {
  /** Tokens that come back a second. */
  readonly perSecond: number
  /** Tokens at the start, and at most. */
  readonly burst: number
}

export interface TokenBucket {
  /** Takes `count` tokens, 1 if left out, and returns whether there were so many. A clock that steps back takes nothing away. */
  take(nowSeconds: number, count?: number): boolean
}

export const createTokenBucket = ({ perSecond, burst }: TokenBucketSettings, nowSeconds: number): TokenBucket => {
  let tokens = burst
  let atSeconds = nowSeconds
  return {
    take(nowSeconds, count = 1) {
      tokens = Math.min(burst, tokens + Math.max(0, nowSeconds - atSeconds) * perSecond)
      atSeconds = nowSeconds
      if (tokens < count) return false
      tokens -= count
      return true
    },
  }
}
