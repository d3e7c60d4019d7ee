import type { StreamAnnouncement, TrackAnnouncement } from '@weir/relay'
import type { StreamConfig } from '@weir/relay/config'
import type { PictureClock } from '@weir/wire'
import { codecString, initSegment, mimeType, type Track } from './cmaf/index.ts'

/** What the encoder's configurations don't say. */
export interface AnnouncedFacts {
  readonly config: StreamConfig
  readonly frameRate: number
  readonly clock: PictureClock | undefined
}

/** What the relay and the players are told of a stream whose tracks are known. */
export const announce = (
  tracks: readonly Track[],
  { config, frameRate, clock }: AnnouncedFacts,
): StreamAnnouncement => ({
  mime: mimeType(tracks),
  init: initSegment(tracks),
  tracks: tracks.map((track): TrackAnnouncement => {
    const common = { name: track.kind, kind: track.kind, codec: codecString(track), init: initSegment([track]) }
    return track.kind === 'audio'
      ? { ...common, bitrate: config.audioBitrate, sampleRate: track.sampleRate, channels: track.channels }
      : {
          ...common,
          bitrate: config.videoBitrate,
          width: track.width,
          height: track.height,
          frameRate,
          ...(clock ? { clock } : {}),
        }
  }),
})
