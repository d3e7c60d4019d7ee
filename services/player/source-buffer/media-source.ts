// Which MediaSource this browser has, and what it can play.

type MediaSourceClass = typeof MediaSource

/** MediaSource, or the managed one that iPhones have instead; undefined without either. */
export const mediaSourceClass = (): MediaSourceClass | undefined => {
  const scope = globalThis as { MediaSource?: MediaSourceClass; ManagedMediaSource?: MediaSourceClass }
  return scope.ManagedMediaSource && !scope.MediaSource ? scope.ManagedMediaSource : scope.MediaSource
}

/** A managed one says when it wants media; any other always does. */
export interface ManagedSource extends MediaSource {
  readonly streaming?: boolean
}

export const trackMime = (track: { kind: 'video' | 'audio'; codec: string }): string =>
  `${track.kind}/mp4; codecs="${track.codec}"`
