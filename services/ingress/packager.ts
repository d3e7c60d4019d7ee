// What one run of ffmpeg sends, turned into what the relay takes: decoder configurations into an announcement, frames
// into CMAF chunks with their place on the media timeline and their time of capture. One packager a run, one run an epoch.
import type { Publisher } from '@weir/relay'
import type { StreamConfig } from '@weir/relay/config'
import type { PictureClock } from '@weir/wire'
import { readAudioConfig } from './aac/audio-config.ts'
import { EXPECTED_AUDIO_CONFIG } from './aac/expected.ts'
import { announce } from './announcement.ts'
import { readSkewMicros } from './clock-skew.ts'
import { type AudioTrack, cmafChunk, type VideoTrack } from './cmaf/index.ts'
import type { FlvEvent } from './flv/index.ts'
import { readAvcConfig } from './h264/avc-config.ts'
import { createHeldSound, type HeldSound } from './held-sound.ts'
import type { SoundTiming } from './source/plan.ts'
import { countedPlacement, type Placement } from './timeline/index.ts'
import { type Tracking, track, trackedPlacement } from './timeline/tracked.ts'

const VIDEO_ID = 1
const AUDIO_ID = 2
const VIDEO_TIMESCALE = 90_000
/** Pictures wait for so long to be told what sound there will be: by then, what our encoder always makes is announced. */
const SOUND_PATIENCE_SECONDS = 1

export interface PackagerOptions {
  readonly config: StreamConfig
  readonly pace: 'constant' | 'own'
  readonly frameRate: number
  /** Undefined where there is to be no sound. */
  readonly soundTiming: SoundTiming | undefined
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
  readonly onDropped: (why: 'sound-ahead' | 'sound-late') => void
}

type FrameEvent = Extract<FlvEvent, { readonly keyframe: boolean }>

/** Takes the events of both tracks. Throws FlvError, and Error when the encoder is not the one that we asked for. */
export const createPackager = (options: PackagerOptions): ((event: FlvEvent) => void) => {
  const { publisher, baseMicros } = options
  let video: VideoTrack | undefined
  let audio: AudioTrack | undefined
  let started = false
  /** The encoder said itself what its sound is. */
  let soundTold = false
  let waiting: FrameEvent[] = []
  let videoFrames = 0
  let audioFrames = 0
  let tracking: Tracking | undefined
  let audioGroupDue = true
  /** Capture time of the media timeline's zero, by the newest video frame. */
  let mediaZeroMicros = 0
  let sound: HeldSound | undefined

  const publish = (
    event: Pick<FrameEvent, 'type' | 'keyframe' | 'bytes'>,
    place: Placement,
    timescale: number,
    captureMicros: number,
  ): void => {
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

  /** Where the sound's frames go; makes the track known. */
  const openSound = (config: Uint8Array): void => {
    if (!options.soundTiming) return
    const { sampleRate, channels } = readAudioConfig(config)
    audio = {
      kind: 'audio',
      id: AUDIO_ID,
      timescale: sampleRate,
      sampleRate,
      channels,
      config: config.slice(),
      bitrate: options.config.audioBitrate,
    }
    sound = createHeldSound({
      sampleRate,
      ...options.soundTiming,
      onDropped: options.onDropped,
      publish: (bytes, place) => {
        // Sound was captured with the picture that it goes with; when it was made ahead of that, when it came.
        const withPictureMicros = mediaZeroMicros + (place.decodeTime * 1e6) / sampleRate
        const captureMicros = Math.min(options.wallMicros(), withPictureMicros)
        publish({ type: 'audio', keyframe: true, bytes }, place, sampleRate, captureMicros)
        audioGroupDue = false
      },
    })
  }

  const publishVideo = (event: FrameEvent): void => {
    const sinceBaseMicros = event.timestampMillis * 1000
    if (options.pace === 'own') tracking = track(tracking, sinceBaseMicros, 1e6 / options.frameRate)
    const place = tracking
      ? trackedPlacement(tracking, VIDEO_TIMESCALE)
      : countedPlacement(videoFrames, options.frameRate, VIDEO_TIMESCALE)
    const decodeMicros = (place.decodeTime * 1e6) / VIDEO_TIMESCALE
    mediaZeroMicros = baseMicros + sinceBaseMicros - decodeMicros
    sound?.pictureBegins(decodeMicros)
    publish(event, place, VIDEO_TIMESCALE, baseMicros + sinceBaseMicros)
    if (event.keyframe) audioGroupDue = true
    sound?.pictureEnds(decodeMicros + (place.duration * 1e6) / VIDEO_TIMESCALE)
  }

  const startWhenComplete = (): void => {
    if (started) return
    if (!video || (options.soundTiming && !audio)) return
    publisher.start(announce(audio ? [video, audio] : [video], options))
    started = true
    for (const event of waiting) publishVideo(event)
    waiting = []
  }

  /** Sound may come late, or never: there is a picture to be shown meanwhile. */
  const waitForSound = (event: FrameEvent): void => {
    waiting.push({ ...event, bytes: event.bytes.slice() })
    if (waiting.length < SOUND_PATIENCE_SECONDS * options.frameRate) return
    openSound(EXPECTED_AUDIO_CONFIG)
    startWhenComplete()
  }

  return (event) => {
    switch (event.type) {
      case 'video-config':
        if (video) throw new Error('the encoder changed its video-config within a run')
        video = { kind: 'video', id: VIDEO_ID, timescale: VIDEO_TIMESCALE, ...readAvcConfig(event.bytes) }
        return startWhenComplete()
      case 'audio-config': {
        const { sampleRate, channels } = readAudioConfig(event.bytes)
        if (audio && (audio.sampleRate !== sampleRate || audio.channels !== channels || soundTold)) {
          throw new Error('the encoder changed its audio-config within a run')
        }
        soundTold = true
        if (!audio) openSound(event.bytes)
        return startWhenComplete()
      }
      case 'audio':
        return sound?.take(event.bytes, event.timestampMillis)
      case 'video':
        return started ? publishVideo(event) : waitForSound(event)
    }
  }
}
