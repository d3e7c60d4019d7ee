// From a source's plan to ffmpeg's options. Pure: what runs them is ffmpeg.ts.
//
//   source ─ its filters ─ stamp ─ clock ─ x264 ─ FLV ─► unix socket        one output a track: a muxer that interleaves
//   source ─ its filters ─ stamp ─────────── AAC ─ FLV ─► unix socket       waits for the slower one
//
// The stamp makes the wall clock the frame's time: µs since `baseMicros`, a literal in the command. FLV carries it in ms,
// and so a frame tells when it was captured through encoder and muxer. x264 would take the stamps' time base for the frame
// rate, hence its own `fps`. ffmpeg's default for FLV (a frame is what comes, nothing doubled or dropped) is what we
// want, by any name that its option has had.
import type { StreamConfig } from '@weir/relay/config'
import type { PictureClock } from '@weir/wire'
import { looksOptions } from './looks.ts'
import { clockCells } from './picture/clock-cells.ts'
import { clockDigits } from './picture/clock-digits.ts'
import type { SourceInput, SourcePlan } from './source/plan.ts'

/** One output of ffmpeg: its options, and the socket that takes it. */
export interface CommandOutput {
  readonly options: readonly string[]
  readonly to: string
}

export interface CommandPlan {
  readonly globalOptions: readonly string[]
  readonly inputs: readonly SourceInput[]
  readonly outputs: readonly CommandOutput[]
}

/** Paths of the unix sockets that listen for the tracks. */
export interface TrackSockets {
  readonly video: string
  readonly audio: string
  /** For check sums of the source's own pictures (looks.ts). */
  readonly looks: string
}

/** Codecs like a rate of a few seconds' worth of bits at most; half a second keeps keyframes from queueing on a link. */
const RATE_BUFFER_SECONDS = 0.5
/**
 * ffmpeg makes sound until its time is that of the newest picture. Sound starts later, since x264 takes a while to set up,
 * and would be late by that for good. So its clock is set ahead; the packager holds what comes before its picture.
 */
const AUDIO_LEAD_MICROS = 250_000
const FLV = ['-f', 'flv', '-flush_packets', '1', '-flvflags', 'no_duration_filesize']

/** x264 encodes the slices of one picture side by side; more than one for 360 lines costs more than it saves. */
const encoderThreads = (height: number, cores: number): number =>
  Math.max(1, Math.min(cores, 1 + Math.floor(height / 360)))

/**
 * A keyframe when the last is that old, give or take half a picture: counted in pictures, a camera that slows down in the
 * dark would stretch the GOP. `-g` is then but the most.
 */
const keyframesByTime = (gopSeconds: number, frameRate: number): string[] => [
  '-force_key_frames',
  `expr:isnan(prev_forced_t)+gte(t-prev_forced_t,${(gopSeconds - 0.5 / frameRate).toFixed(4)})`,
]

const videoOptions = (
  config: StreamConfig,
  { frameRate, video }: SourcePlan,
  filters: readonly string[],
  cores: number,
): string[] => {
  const gopFrames = Math.max(1, Math.round(config.gopSeconds * frameRate))
  const bitrate = Math.round(config.videoBitrate)
  return [
    ...['-map', video.stream, '-filter:v', filters.join(',')],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-bf', '0'],
    ...['-threads', String(encoderThreads(config.height, cores))],
    ...(video.pace === 'own' ? keyframesByTime(config.gopSeconds, frameRate) : []),
    ...['-g', String(video.pace === 'own' ? 2 * gopFrames : gopFrames), '-keyint_min', String(gopFrames)],
    ...['-sc_threshold', '0'],
    ...[
      '-b:v',
      String(bitrate),
      '-maxrate',
      String(bitrate),
      '-bufsize',
      String(Math.round(bitrate * RATE_BUFFER_SECONDS)),
    ],
    ...['-enc_time_base', '1:1000000', '-x264-params', `fps=${Math.round(frameRate * 1000)}/1000`],
    ...FLV,
  ]
}

const audioOptions = (config: StreamConfig, filters: readonly string[], stream: string): string[] => [
  ...['-map', stream, '-filter:a', filters.join(',')],
  ...['-c:a', 'aac', '-b:a', String(Math.round(config.audioBitrate)), '-ar', '48000', '-ac', '2'],
  ...FLV,
]

/** What is made up moves by itself. */
export const looksAt = ({ synthetic, mayStand }: SourcePlan): boolean => !synthetic && !mayStand

/** `baseMicros` is a wall clock time, µs since 1970, a little before the launch, and a whole ms. */
export const commandPlan = (
  source: SourcePlan,
  config: StreamConfig,
  clock: PictureClock | undefined,
  sockets: TrackSockets,
  baseMicros: number,
  cores: number,
): CommandPlan => {
  const baseMillis = Math.floor(baseMicros / 1000)
  const drawn = clock ? [...clockCells(clock, baseMillis), ...clockDigits(clock, baseMillis)] : []
  const videoFilters = [
    ...source.video.filters,
    'settb=AVTB',
    `setpts=RTCTIME-${baseMicros}`,
    'format=yuv420p',
    ...drawn,
  ]
  const outputs = [{ options: videoOptions(config, source, videoFilters, cores), to: `unix:${sockets.video}` }]
  if (source.audio) {
    const audioFilters = [
      ...source.audio.filters,
      'asettb=AVTB',
      `asetpts=PTS-STARTPTS+RTCSTART-${baseMicros + AUDIO_LEAD_MICROS}`,
    ]
    outputs.push({ options: audioOptions(config, audioFilters, source.audio.stream), to: `unix:${sockets.audio}` })
  }
  if (looksAt(source)) outputs.push({ options: looksOptions(source.video.stream), to: `unix:${sockets.looks}` })
  return {
    globalOptions: ['-hide_banner', '-nostdin', '-loglevel', 'error'],
    inputs: source.inputs,
    outputs,
  }
}
