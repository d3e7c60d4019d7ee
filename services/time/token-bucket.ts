// How often something may happen: on average, and at once. Pure: the time is the caller's.

export interface TokenBucketSettings {
  /** Tokens that come back a second. */
  readonly perSecond: number
  /** Tokens at the start, and at most. */
  readonly burst: number
}

export interface TokenBucket {
  /** Takes a token, and returns whether there was one. A clock that steps back takes nothing away. */
  take(nowSeconds: number): boolean
}

export const createTokenBucket = ({ perSecond, burst }: TokenBucketSettings, nowSeconds: number): TokenBucket => {
  let tokens = burst
  let atSeconds = nowSeconds
  return {
    take(nowSeconds) {
      tokens = Math.min(burst, tokens + Math.max(0, nowSeconds - atSeconds) * perSecond)
      atSeconds = nowSeconds
      if (tokens < 1) return false
      tokens--
      return true
    },
  }
}
