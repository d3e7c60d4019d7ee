/** What an init segment says about a track. */
export interface VideoTrack {
  readonly kind: 'video'
  /** track_ID, unique among the tracks of one init segment. */
  readonly id: number
  /** Ticks a second of decode times and durations. */
  readonly timescale: number
  readonly width: number
  readonly height: number
  /** AVCDecoderConfigurationRecord. */
  readonly avcC: Uint8Array
}

export interface AudioTrack {
  readonly kind: 'audio'
  readonly id: number
  readonly timescale: number
  readonly sampleRate: number
  readonly channels: number
  /** AudioSpecificConfig. */
  readonly config: Uint8Array
  /** Bit/s. */
  readonly bitrate: number
}

export type Track = VideoTrack | AudioTrack
