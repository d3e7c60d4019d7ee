// For tests: media made by the real ffmpeg, run through the real ingress, and decoded again.
import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { promisify } from 'node:util'
import { redact } from '@weir/redact'
import { StreamConfig } from '@weir/relay/config'
import { systemMicros } from '@weir/time'
import { findFfmpeg } from './find-ffmpeg.ts'
import { type Run, startRun } from './run.ts'
import { resolveSource } from './source/index.ts'
import { askFfmpeg } from './source/probe.ts'
import { createRecorder, type Recorder } from './test-recorder.ts'

/** The static build from npm, where it was installed. */
const staticBuild = (): string | undefined => {
  try {
    return (createRequire(join(process.cwd(), 'package.json'))('@ffmpeg-installer/ffmpeg') as { path: string }).path
  } catch {
    return undefined
  }
}
const STATIC = staticBuild()

/** The ffmpegs that a user may have, with the options of a test that needs them; `needed` are those of the system's. */
export const ffmpegs = (needed: { readonly skip: string | false }) => [
  { name: 'ffmpeg of the system', env: process.env, options: needed },
  {
    name: 'static build of 2018',
    env: { ...process.env, WEIR_FFMPEG: STATIC },
    options: { skip: STATIC ? needed.skip : '@ffmpeg-installer/ffmpeg has no build here' },
  },
]

/** Runs a configured stream until it is stopped. */
export const startRecording = async (config: object, env: NodeJS.ProcessEnv = process.env): Promise<Recorder & Run> => {
  const binary = await findFfmpeg(env)
  const parsed = StreamConfig.parse(config)
  const recorder = createRecorder()
  const run = await startRun({
    config: parsed,
    plan: await resolveSource(parsed, binary.path),
    binary,
    publisher: recorder.publisher,
    nodeMicros: systemMicros,
    redact,
    onChunk: () => {},
    onDropped: () => {},
    patience: { firstFrameMillis: 20_000, silenceMillis: 10_000 },
  })
  return { ...recorder, ...run }
}

/** Runs until so many pictures have been published, and ends it; an end of its own is a failure. */
export const record = async (config: object, pictures: number, env?: NodeJS.ProcessEnv): Promise<Recorder> => {
  const recording = await startRecording(config, env)
  const early = await Promise.race([recording.ended, recording.videoChunks(pictures)])
  await recording.stop()
  assert.equal(early, undefined, `ended early: ${JSON.stringify(early)}`)
  return recording
}

/** A folder of its own, gone afterwards. */
export const withFolder = async (work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'weir-recording-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Runs ffmpeg with these options, of which the last is what it makes. */
export const make = (...options: string[]): void => {
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', ...options])
}

/**
 * Films that each build plays: made by the first that asks, in a folder for each, all of them gone after the file's tests.
 * `make` gives the path.
 */
export const sharedFilms = (): ((name: string, make: (folder: string) => string) => string) => {
  const films = new Map<string, string>()
  let root: string | undefined
  after(() => root && rmSync(root, { recursive: true }))
  return (name, make) => {
    root ??= mkdtempSync(join(tmpdir(), 'weir-films-'))
    const known = films.get(name)
    if (known !== undefined) return known
    const folder = join(root, String(films.size))
    mkdirSync(folder)
    const path = make(folder)
    films.set(name, path)
    return path
  }
}

/** Luma planes of the pictures of these bytes, full range, in their order. */
export const decodePictures = async (media: Uint8Array, width: number, height: number): Promise<Uint8Array[]> => {
  let pictures: Uint8Array[] = []
  await withFolder(async (folder) => {
    const path = join(folder, 'video.mp4')
    await writeFile(path, media)
    const { stdout } = await promisify(execFile)(
      'ffmpeg',
      ['-v', 'error', '-i', path, '-vsync', '0', '-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'],
      { encoding: 'buffer', maxBuffer: 200_000_000 },
    )
    pictures = Array.from({ length: stdout.length / width / height }, (_, index) =>
      stdout.subarray(index * width * height, (index + 1) * width * height),
    )
  })
  return pictures
}

/** Luma planes of the recorded pictures, in their order. */
export const decode = ({ announcements, chunks }: Recorder): Promise<Uint8Array[]> => {
  const { width = 0, height = 0, init = new Uint8Array() } = announcements[0]?.tracks[0] ?? {}
  return decodePictures(Buffer.concat([init, ...chunks.video.map(({ payload }) => payload)]), width, height)
}

/** The shape of a pixel of the recorded pictures, as a decoder is told, `16:15`; empty where it is told none. */
export const announcedShape = async ({ announcements, chunks }: Recorder): Promise<string> => {
  let said = ''
  await withFolder(async (folder) => {
    const path = join(folder, 'video.mp4')
    const init = announcements[0]?.tracks[0]?.init ?? new Uint8Array()
    await writeFile(path, Buffer.concat([init, ...chunks.video.map(({ payload }) => payload)]))
    said = await askFfmpeg('ffmpeg', ['-i', path])
  })
  assert.match(said, /Video: h264/)
  return /\bSAR (\d+:\d+)/.exec(said)?.[1] ?? ''
}

/** The luma at these points of a picture, 0 to 255. */
export const lumaAt = (picture: Uint8Array, width: number, points: readonly (readonly [number, number])[]): number[] =>
  points.map(([x, y]) => picture[y * width + x] as number)

/** When pictures become bright, and sound becomes loud, on the media timeline, s. */
export const flashesAndBeeps = async (
  recorder: Recorder,
): Promise<{ readonly flashes: readonly number[]; readonly beeps: readonly number[] }> => {
  const { announcements, chunks } = recorder
  const [video, audio] = announcements[0]?.tracks ?? []
  const pictures = await decode(recorder)
  const width = video?.width ?? 0
  const middle = (video?.height ?? 0) * (width / 2) + width / 2
  const bright = pictures.map((picture) => (picture[middle] as number) > 150)
  const begins = (on: readonly boolean[]): number[] => on.flatMap((now, at) => (now && !on[at - 1] ? [at] : []))
  let beeps: number[] = []
  if (audio) {
    await withFolder(async (folder) => {
      const path = join(folder, 'audio.mp4')
      await writeFile(path, Buffer.concat([audio.init, ...chunks.audio.map(({ payload }) => payload)]))
      const { stdout } = await promisify(execFile)(
        'ffmpeg',
        ['-v', 'error', '-i', path, '-ac', '1', '-ar', '1000', '-f', 's16le', 'pipe:1'],
        { encoding: 'buffer', maxBuffer: 10_000_000 },
      )
      const samples = new Int16Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.length / 2))
      // Decoded without its times: the first chunk says where it begins, and nothing is to be missing in between. Loud is
      // what was loud at any time of the last 100 ms.
      const loud = [...samples.keys()]
        .filter((at) => at % 50 === 0)
        .map((at) => samples.subarray(Math.max(0, at - 50), at + 50).some((sample) => Math.abs(sample) > 1000))
      const from = (audio ? (chunks.audio[0]?.decodeTimeMicros ?? 0) : 0) / 1e6
      beeps = begins(loud).map(
        (at) =>
          from +
          Math.max(
            0,
            at * 50 +
              samples.subarray(Math.max(0, at * 50 - 50)).findIndex((sample) => Math.abs(sample) > 1000) -
              (at === 0 ? 0 : 50),
          ) /
            1000,
      )
    })
  }
  return { flashes: begins(bright).map((at) => (chunks.video[at]?.decodeTimeMicros ?? 0) / 1e6), beeps }
}

/** The first of each; not a number where there is none. */
export const flashAndBeep = async (recorder: Recorder) => {
  const { flashes, beeps } = await flashesAndBeeps(recorder)
  return { flashSeconds: flashes[0] ?? Number.NaN, beepSeconds: beeps[0] ?? Number.NaN }
}
