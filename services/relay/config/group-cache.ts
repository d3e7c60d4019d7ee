// How much a relay may keep of one track: the newest group whole, and some seconds. It is known here to the relay, which keeps
// it, and to whoever asks beforehand how much memory a lab takes. Pure.

export interface CacheBound {
  readonly maxBytes: number
  /** Of a track for which `maxBytes` are less than so long, so much is the bound, */
  readonly maxSeconds?: number
  /** but never more than this. */
  readonly capBytes?: number
}

/** What may be cached of a track that has so many bytes in a second. */
export const cacheBound = ({ maxBytes, maxSeconds = 0, capBytes = maxBytes }: CacheBound, bytesPerSecond: number) =>
  Math.max(maxBytes, Math.min(capBytes, maxSeconds * bytesPerSecond))

/** What is kept besides the newest group when a node's configuration does not say, s. */
export const CACHE_SECONDS = 2

/** Most that one track's cache may hold: of 4K a group of 30 s, the longest that there is, is more than the first. */
export const trackCacheBound = (cacheSeconds: number): CacheBound => ({
  maxBytes: 64 * 1024 * 1024,
  maxSeconds: 40 + cacheSeconds,
  capBytes: 256 * 1024 * 1024,
})

/** What the cache of a track of that rate and group comes to hold, bytes. */
export const cachedBytes = (bitsPerSecond: number, gopSeconds: number): number => {
  const bytesPerSecond = bitsPerSecond / 8
  const wanted = bytesPerSecond * (gopSeconds + CACHE_SECONDS)
  return Math.min(wanted, cacheBound(trackCacheBound(CACHE_SECONDS), bytesPerSecond))
}
