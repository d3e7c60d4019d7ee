import type { RelayNode } from '@weir/relay'
import type { TrackDescription } from '@weir/wire'

/** What the home page and scripts learn of a stream. */
export interface StreamSummary {
  readonly name: string
  readonly mime: string
  readonly tracks: readonly Pick<
    TrackDescription,
    'name' | 'kind' | 'codec' | 'bitrate' | 'width' | 'height' | 'frameRate'
  >[]
  readonly viewers: number
  /** A chunk came within the last few seconds. */
  readonly live: boolean
  /** Capture to this edge, median of the last two seconds, s. */
  readonly pathSeconds: number | null
}

const LIVE_SECONDS = 3

export const summarizeStreams = (node: RelayNode): StreamSummary[] => {
  const state = node.state()
  return node.streams().map(({ name, mime, tracks }) => {
    const known = state.tracks.filter(({ stream }) => stream === name)
    const video = known.find(({ kind }) => kind === 'video') ?? known[0]
    return {
      name,
      mime,
      tracks: tracks.map((track) => ({
        name: track.name,
        kind: track.kind,
        codec: track.codec,
        ...(track.bitrate ? { bitrate: track.bitrate } : {}),
        ...(track.width ? { width: track.width } : {}),
        ...(track.height ? { height: track.height } : {}),
        ...(track.frameRate ? { frameRate: track.frameRate } : {}),
      })),
      viewers: state.children.filter(
        (child) => child.role === 'viewer' && child.tracks.some((track) => track.startsWith(`${name}/`)),
      ).length,
      live: known.some(({ silentSeconds }) => silentSeconds < LIVE_SECONDS),
      pathSeconds: video?.path?.p50Seconds ?? null,
    }
  })
}
