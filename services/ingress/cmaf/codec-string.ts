import type { Track } from './track.ts'

/** RFC 6381 codec string: `avc1.` and profile, constraints and level in hex, or `mp4a.40.` and the AAC object type. */
export const codecString = (track: Track): string =>
  track.kind === 'video'
    ? `avc1.${[...track.avcC.subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
    : `mp4a.40.${(track.config[0] as number) >> 3}`

/** Media type of these tracks in one buffer. */
export const mimeType = (tracks: readonly Track[]): string =>
  `${tracks.some((track) => track.kind === 'video') ? 'video' : 'audio'}/mp4; codecs="${tracks.map(codecString).join(',')}"`
