// What one run of ffmpeg sends, turned into what the relay takes: decoder configurations into an announcement, frames
// into CMAF chunks with their place on the media timeline and their time of capture. One packager a run, one run an epoch.
import type { Publisher, StreamAnnouncement, TrackAnnouncement } from '@weir/relay'
import type { StreamConfig } from '@weir/relay/config'
import type { PictureClock } from '@weir/wire'
import { readAudioConfig } from './aac/audio-config.ts'
import { type AudioTrack, cmafChunk, codecString, initSegment, mimeType, type VideoTrack } from './cmaf/index.ts'
import type { FlvEvent } from './flv/index.ts'
import { readAvcConfig } from './h264/avc-config.ts'
import { type AudioTracking, audioPlacement, countedPlacement, type Placement, trackAudio } from './timeline/index.ts'
import { type Tracking, track, trackedPlacement } from './timeline/tracked.ts'

const VIDEO_ID = 1
const AUDIO_ID = 2
const VIDEO_TIMESCALE = 90_000
/** Frames that may wait for the other track's configuration. */
const MOST_WAITING = 512

export interface PackagerOptions {
  readonly config: StreamConfig
  readonly pace: 'constant' | 'own'
  readonly hasAudio: boolean
  readonly clock: PictureClock | undefined
  /** Wall clock of the command's stamps. */
  readonly baseMicros: number
  readonly publisher: Publisher
  /** Wall clock, as ffmpeg has it, and the node's clock, which can differ by a skew. */
  readonly wallMicros: () => number
  readonly nodeMicros: () => number
  /** Told of every chunk that was published. */
  readonly onChunk: (track: 'video' | 'audio') => void
}

type FrameEvent = Extract<FlvEvent, { readonly keyframe: boolean }>

/** Takes the events of both tracks. Throws FlvError, and Error when one track is missing for too long. */
export const createPackager = (options: PackagerOptions): ((event: FlvEvent) => void) => {
  const { config, publisher, baseMicros } = options
  let video: VideoTrack | undefined
  let audio: AudioTrack | undefined
  let started = false
  let waiting: FrameEvent[] = []
  let videoFrames = 0
  let audioFrames = 0
  let tracking: Tracking | undefined
  let audioTracking: AudioTracking | undefined
  let audioGroupDue = true
  /** Capture time of the media timeline's zero, by the newest video frame. */
  let mediaZeroMicros: number | undefined

  const announcement = (tracks: readonly (VideoTrack | AudioTrack)[]): StreamAnnouncement => ({
    mime: mimeType(tracks),
    init: initSegment(tracks),
    tracks: tracks.map((one): TrackAnnouncement => {
      const common = { name: one.kind, kind: one.kind, codec: codecString(one), init: initSegment([one]) }
      return one.kind === 'audio'
        ? { ...common, bitrate: config.audioBitrate, sampleRate: one.sampleRate, channels: one.channels }
        : {
            ...common,
            bitrate: config.videoBitrate,
            width: one.width,
            height: one.height,
            frameRate: config.frameRate,
            ...(options.clock ? { clock: options.clock } : {}),
          }
    }),
  })

  const publish = (event: FrameEvent, place: Placement, timescale: number, captureMicros: number): void => {
    const isVideo = event.type === 'video'
    const sequenceNumber = isVideo ? ++videoFrames : ++audioFrames
    const payload = cmafChunk({
      trackId: isVideo ? VIDEO_ID : AUDIO_ID,
      sequenceNumber,
      decodeTime: place.decodeTime,
      duration: place.duration,
      keyframe: event.keyframe,
      data: event.bytes,
    })
    const skewMicros = options.nodeMicros() - options.wallMicros()
    publisher.chunk(event.type, {
      keyframe: event.keyframe,
      startsGroup: isVideo ? event.keyframe : audioGroupDue,
      discontinuity: place.discontinuity,
      decodeTimeMicros: Math.round((place.decodeTime * 1e6) / timescale),
      durationMicros: Math.round((place.duration * 1e6) / timescale),
      captureTimeMicros: Math.round(captureMicros + skewMicros),
      payload,
    })
    options.onChunk(event.type)
  }

  const publishVideo = (event: FrameEvent): void => {
    const sinceBaseMicros = event.timestampMillis * 1000
    if (options.pace === 'own') tracking = track(tracking, sinceBaseMicros, 1e6 / config.frameRate)
    const place = tracking
      ? trackedPlacement(tracking, VIDEO_TIMESCALE)
      : countedPlacement(videoFrames, config.frameRate, VIDEO_TIMESCALE)
    const captureMicros = baseMicros + sinceBaseMicros
    mediaZeroMicros = captureMicros - (place.decodeTime * 1e6) / VIDEO_TIMESCALE
    publish(event, place, VIDEO_TIMESCALE, captureMicros)
    if (event.keyframe) audioGroupDue = true
  }

  const publishAudio = (event: FrameEvent, { sampleRate }: AudioTrack): void => {
    audioTracking = trackAudio(audioTracking, event.timestampMillis, sampleRate)
    const place = audioPlacement(audioTracking)
    if (place.decodeTime < 0) return
    // Sound was captured with the picture that it goes with; made ahead of it, when it was made.
    const now = options.wallMicros()
    const withPicture = mediaZeroMicros === undefined ? now : mediaZeroMicros + (place.decodeTime * 1e6) / sampleRate
    publish(event, place, sampleRate, Math.min(now, withPicture))
    audioGroupDue = false
  }

  const publishFrame = (event: FrameEvent): void => {
    if (event.type === 'video') publishVideo(event)
    else if (audio) publishAudio(event, audio)
  }

  const startWhenComplete = (): void => {
    if (!video || (options.hasAudio && !audio)) return
    publisher.start(announcement(audio ? [video, audio] : [video]))
    started = true
    for (const event of waiting) publishFrame(event)
    waiting = []
  }

  return (event) => {
    if (started && (event.type === 'video-config' || event.type === 'audio-config')) {
      throw new Error(`the encoder changed its ${event.type} within a run`)
    }
    switch (event.type) {
      case 'video-config':
        video = { kind: 'video', id: VIDEO_ID, timescale: VIDEO_TIMESCALE, ...readAvcConfig(event.bytes) }
        return startWhenComplete()
      case 'audio-config': {
        const { sampleRate, channels } = readAudioConfig(event.bytes)
        const config = event.bytes.slice()
        audio = {
          kind: 'audio',
          id: AUDIO_ID,
          timescale: sampleRate,
          sampleRate,
          channels,
          config,
          bitrate: options.config.audioBitrate,
        }
        return startWhenComplete()
      }
      default:
        if (started) return publishFrame(event)
        if (waiting.length === MOST_WAITING) {
          throw new Error(`only ${event.type} comes: ${MOST_WAITING} frames have waited for the other track`)
        }
        waiting.push({ ...event, bytes: event.bytes.slice() })
    }
  }
}
