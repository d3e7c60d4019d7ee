// What one run of ffmpeg sends, turned into what the relay takes: decoder configurations into an announcement, frames
// into CMAF chunks with their place on the media timeline and their time of capture. One packager a run, one run an epoch.
import type { Publisher } from '@weir/relay'
import type { StreamConfig } from '@weir/relay/config'
import type { PictureClock } from '@weir/wire'
import { readAudioConfig } from './aac/audio-config.ts'
import { announce } from './announcement.ts'
import { readSkewMicros } from './clock-skew.ts'
import { type AudioTrack, cmafChunk, type VideoTrack } from './cmaf/index.ts'
import type { FlvEvent } from './flv/index.ts'
import { readAvcConfig } from './h264/avc-config.ts'
import {
  type AudioTracking,
  audioPlacement,
  countedPlacement,
  type Placement,
  skipAudio,
  trackAudio,
} from './timeline/index.ts'
import { type Tracking, track, trackedPlacement } from './timeline/tracked.ts'

const VIDEO_ID = 1
const AUDIO_ID = 2
const VIDEO_TIMESCALE = 90_000
/** Frames that may wait for the other track's configuration. */
const MOST_WAITING = 512
/** Frames of sound that may wait for their picture: about 2 s. */
const MOST_HELD = 96

export interface PackagerOptions {
  readonly config: StreamConfig
  readonly pace: 'constant' | 'own'
  readonly frameRate: number
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
  /** Told of every frame that was left out. */
  readonly onDropped: (track: 'video' | 'audio') => void
}

type FrameEvent = Extract<FlvEvent, { readonly keyframe: boolean }>
interface HeldAudio {
  readonly event: FrameEvent
  readonly place: Placement
}

/** Takes the events of both tracks. Throws FlvError, and Error when one track is missing for too long. */
export const createPackager = (options: PackagerOptions): ((event: FlvEvent) => void) => {
  const { publisher, baseMicros } = options
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
  let mediaZeroMicros = 0
  /** Sound that came before its picture: it goes out with it, so that a player that joins finds both. */
  const held: HeldAudio[] = []
  /** End of the newest picture on the media timeline. */
  let releasedMicros = 0

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
    const skewMicros = readSkewMicros(options.nodeMicros, options.wallMicros)
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

  /** Publishes the sound that begins before this place on the media timeline. */
  const releaseAudio = (beforeMicros: number): void => {
    if (!audio) return
    const { sampleRate } = audio
    while (held[0] && (held[0].place.decodeTime * 1e6) / sampleRate < beforeMicros) {
      const { event, place } = held.shift() as HeldAudio
      // Sound was captured with the picture that it goes with; when it was made ahead of that, when it came.
      const withPictureMicros = mediaZeroMicros + (place.decodeTime * 1e6) / sampleRate
      publish(event, place, sampleRate, Math.min(options.wallMicros(), withPictureMicros))
      audioGroupDue = false
    }
  }

  const publishVideo = (event: FrameEvent): void => {
    const sinceBaseMicros = event.timestampMillis * 1000
    if (options.pace === 'own') tracking = track(tracking, sinceBaseMicros, 1e6 / options.frameRate)
    const place = tracking
      ? trackedPlacement(tracking, VIDEO_TIMESCALE)
      : countedPlacement(videoFrames, options.frameRate, VIDEO_TIMESCALE)
    const decodeMicros = (place.decodeTime * 1e6) / VIDEO_TIMESCALE
    mediaZeroMicros = baseMicros + sinceBaseMicros - decodeMicros
    releaseAudio(decodeMicros)
    publish(event, place, VIDEO_TIMESCALE, baseMicros + sinceBaseMicros)
    if (event.keyframe) audioGroupDue = true
    releasedMicros = decodeMicros + (place.duration * 1e6) / VIDEO_TIMESCALE
    releaseAudio(releasedMicros)
  }

  const holdAudio = (event: FrameEvent, { sampleRate }: AudioTrack): void => {
    // ffmpeg makes sound by the wall clock, and pictures by counting: a machine that stalls for seconds loses pictures.
    if (audioTracking && held.length === MOST_HELD) {
      audioTracking = skipAudio(audioTracking, sampleRate)
      options.onDropped('audio')
      return
    }
    audioTracking = trackAudio(audioTracking, event.timestampMillis, sampleRate)
    const place = audioPlacement(audioTracking)
    if (place.decodeTime < 0) return
    held.push({ event: { ...event, bytes: event.bytes.slice() }, place })
    releaseAudio(releasedMicros)
  }

  const publishFrame = (event: FrameEvent): void => {
    if (event.type === 'video') publishVideo(event)
    else if (audio) holdAudio(event, audio)
  }

  const startWhenComplete = (): void => {
    if (!video || (options.hasAudio && !audio)) return
    publisher.start(announce(audio ? [video, audio] : [video], options))
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
