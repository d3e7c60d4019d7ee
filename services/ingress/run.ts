// One run of one source: sockets, ffmpeg, demuxers and packager, from launch to the process's end. Owns all of them.
import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Redact } from '@weir/redact'
import type { Publisher } from '@weir/relay'
import type { StreamConfig } from '@weir/relay/config'
import { steadyMicros, systemMicros } from '@weir/time'
import { commandPlan, looksAt } from './command.ts'
import { type FfmpegBinary, type FfmpegRun, runFfmpeg } from './ffmpeg.ts'
import { createDemuxer } from './flv/index.ts'
import { createLooks } from './looks.ts'
import { createPackager } from './packager.ts'
import { placeClock } from './picture/clock-cells.ts'
import type { SourcePlan } from './source/index.ts'
import type { SourceInput } from './source/plan.ts'
import { type ListeningSockets, listenForTracks } from './track-sockets.ts'

export interface RunOptions {
  readonly config: StreamConfig
  readonly plan: SourcePlan
  readonly binary: FfmpegBinary
  readonly redact: Redact
  readonly publisher: Publisher
  readonly nodeMicros: () => number
  readonly onChunk: (track: 'video' | 'audio') => void
  readonly onDropped: (why: 'sound-ahead' | 'sound-late') => void
  /** Silence of the picture for this long, before the first frame or after, is a fault. */
  readonly patience: { readonly firstFrameMillis: number; readonly silenceMillis: number }
}

/** Why a run ended: ffmpeg's input ended, ffmpeg failed, it fell silent, what it sent was no good, the clock stepped, or it was told to. */
export type EndCause = 'ended' | 'failed' | 'silent' | 'malformed' | 'clock' | 'stopped'

export interface RunEnd {
  readonly cause: EndCause
  /** For people, one line. */
  readonly reason: string
}

export interface Run {
  /** Resolves when the process and the sockets are gone. */
  readonly ended: Promise<RunEnd>
  stop(): Promise<RunEnd>
  /** For how long the source has shown the same picture, s; 0 where that is as it should be. */
  sameSeconds(): number
}

/** A step of the system's clock by more than this, µs, is no pull of its discipline. */
const STEP_MICROS = 500_000
const LOOK_MILLIS = 250
/** Timers are never this late by themselves. */
const SLEPT_MILLIS = 1000

/** With its list in a file beside the sockets. */
const inputOf = async (input: SourceInput, index: number, { folder }: ListeningSockets): Promise<SourceInput> => {
  if (input.list === undefined) return input
  const path = join(folder, `list-${index}`)
  await writeFile(path, input.list())
  return { options: input.options, from: `file:${path}` }
}

export const startRun = async (options: RunOptions): Promise<Run> => {
  const { config, plan, patience } = options
  let cause: RunEnd | undefined
  let ffmpeg: FfmpegRun | undefined
  const endBecause = (why: RunEnd): void => {
    cause ??= why
    ffmpeg?.kill()
  }
  let pictures = 0
  let setMillis = performance.now()
  // A process that was stopped and goes on has its timers due before it has read its sockets: look at those first. Of one
  // that was stopped for long ffmpeg was too, as part of a machine that slept: then it has its time once more.
  const watch = (millis: number, what: string): NodeJS.Timeout =>
    setTimeout(() => {
      const lateMillis = performance.now() - setMillis - millis
      setMillis = performance.now()
      if (lateMillis > SLEPT_MILLIS) return void silenceTimer.refresh()
      const before = pictures
      setImmediate(() => {
        if (pictures > before) silenceTimer.refresh()
        else endBecause({ cause: 'silent', reason: `${what} within ${millis / 1000} s` })
      })
    }, millis)
  let silenceTimer = watch(patience.firstFrameMillis, 'the source gave no picture')

  // The wall clock is the pictures' time (command.ts), and ffmpeg takes the stream that lags: when theirs has leapt it makes
  // sound alone, for as long as the leap was.
  const aheadMicros = () => systemMicros() - steadyMicros()
  const beganAhead = aheadMicros()
  const stepTimer = setInterval(() => {
    const stepMicros = aheadMicros() - beganAhead
    if (Math.abs(stepMicros) < STEP_MICROS) return
    endBecause({ cause: 'clock', reason: `the clock has stepped by ${(stepMicros / 1e6).toFixed(1)} s` })
  }, LOOK_MILLIS)

  const clock = (config.clock ?? plan.synthetic) ? placeClock(config.width, config.height) : undefined
  const baseMicros = Math.floor(systemMicros() / 1000) * 1000
  const take = createPackager({
    config,
    pace: plan.video.pace,
    frameRate: plan.frameRate,
    soundTiming: plan.audio,
    clock,
    baseMicros,
    publisher: options.publisher,
    wallMicros: systemMicros,
    nodeMicros: options.nodeMicros,
    onChunk: (track) => {
      if (track === 'video' && pictures++ === 0) {
        clearTimeout(silenceTimer)
        silenceTimer = watch(patience.silenceMillis, 'the source gave no further picture')
      } else if (track === 'video') silenceTimer.refresh()
      if (track === 'video') setMillis = performance.now()
      options.onChunk(track)
    },
    onDropped: options.onDropped,
  })
  const looks = createLooks(() => performance.now() / 1000)
  let sockets: ListeningSockets | undefined
  try {
    sockets = await listenForTracks(
      ['video', ...(plan.audio ? (['audio'] as const) : []), ...(looksAt(plan) ? (['looks'] as const) : [])],
      { video: createDemuxer(take), audio: createDemuxer(take), looks: looks.take },
      (error) => endBecause({ cause: 'malformed', reason: `what ffmpeg sent cannot be used: ${error.message}` }),
    )
    const inputs = await Promise.all(
      plan.inputs.map((input, index) => inputOf(input, index, sockets as ListeningSockets)),
    )
    const command = commandPlan({ ...plan, inputs }, config, clock, sockets, baseMicros, availableParallelism())
    ffmpeg = runFfmpeg(options.binary, command, options.redact)
  } catch (error) {
    clearTimeout(silenceTimer)
    clearInterval(stepTimer)
    await sockets?.close()
    throw error
  }
  const ended = ffmpeg.ended.then(async (end): Promise<RunEnd> => {
    clearTimeout(silenceTimer)
    clearInterval(stepTimer)
    await sockets?.close()
    return cause ?? { cause: end.ok ? 'ended' : 'failed', reason: end.ok ? `ffmpeg ended: ${end.reason}` : end.reason }
  })
  return {
    ended,
    sameSeconds: looks.sameSeconds,
    stop: () => {
      endBecause({ cause: 'stopped', reason: 'told to' })
      return ended
    },
  }
}
