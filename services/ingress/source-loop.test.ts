// A file that is played over and over: in each turn its sound stands where its picture is, whichever of the two begins or
// ends first. What was published is decoded; flash and beep stand at the same time of the file.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { need } from '@weir/test-support'
import { ffmpegs, flashesAndBeeps, make, record, withFolder } from './test-recording.ts'

const RATE = 25
const SIZE = { width: 320, height: 180, frameRate: RATE, videoBitrate: 500_000 }
const TURNS = 3
const MARK_SECONDS = 0.2
/** A frame of sound, half a picture, and what the encoders take for the edges. */
const IN_STEP_SECONDS = 0.1

interface Film {
  readonly name: string
  readonly file: string
  /** From and to, on the file's timeline, s. */
  readonly picture: readonly [number, number]
  readonly sound: readonly [number, number]
  /** Where flash and beep begin, on the file's timeline, s. */
  readonly mark: number
  readonly options?: readonly string[]
}

const film = ({ picture, sound, mark, options = [] }: Film, path: string): void => {
  const [from, to] = picture
  const [begins, ends] = sound
  const on = (start: number): string => `between(t\\,${mark - start - 0.001}\\,${mark - start + MARK_SECONDS})`
  const shown = [`drawbox=t=fill:c=white:enable='${on(from)}'`, `setpts=PTS+${from}/TB`]
  const heard = [`volume='${on(begins)}':eval=frame`, `asetpts=PTS+${begins}/TB`]
  make(
    ...['-f', 'lavfi', '-i', `color=c=black:size=320x180:rate=${RATE}:duration=${to - from}`],
    ...['-f', 'lavfi', '-i', `sine=frequency=300:sample_rate=48000:samples_per_frame=480:duration=${ends - begins}`],
    ...[
      '-filter_complex',
      `[0:v]${shown.join(',')}[v];[1:a]volume=5,${heard.join(',')}[a]`,
      '-map',
      '[v]',
      '-map',
      '[a]',
    ],
    ...['-vsync', '0', '-c:v', 'mpeg4', '-c:a', 'aac', '-max_interleave_delta', '0', ...options, path],
  )
}

const FILMS: readonly Film[] = [
  { name: 'both begin and end together', file: 'a.mp4', picture: [0, 3], sound: [0, 3], mark: 1.5 },
  { name: 'sound 1.1 s earlier', file: 'a.mkv', picture: [1.1, 4.1], sound: [0, 3], mark: 2 },
  { name: 'sound 1.1 s earlier, MP4', file: 'a.mp4', picture: [1.1, 4.1], sound: [0, 3], mark: 2 },
  { name: 'sound 1.1 s earlier, TS', file: 'a.ts', picture: [1.1, 4.1], sound: [0, 3], mark: 2 },
  { name: 'sound begins 0.5 s earlier', file: 'a.mkv', picture: [0.5, 3], sound: [0, 3], mark: 2 },
  { name: 'picture 1.1 s earlier', file: 'a.mkv', picture: [0, 3], sound: [1.1, 4.1], mark: 2 },
  { name: 'sound goes on for 1.5 s longer', file: 'a.mkv', picture: [0, 2], sound: [0, 3.5], mark: 1 },
  { name: 'sound ends 1.5 s early', file: 'a.mkv', picture: [0, 3.5], sound: [0, 2], mark: 1 },
  { name: 'sound ends 0.5 s early', file: 'a.mp4', picture: [0, 3], sound: [0, 2.5], mark: 1 },
  {
    name: 'begins at 100 s',
    file: 'a.ts',
    picture: [0, 3],
    sound: [0, 3],
    mark: 1.5,
    options: ['-output_ts_offset', '100'],
  },
  {
    name: 'sound 1.1 s earlier, from 100 s on',
    file: 'a.ts',
    picture: [1.1, 4.1],
    sound: [0, 3],
    mark: 2,
    options: ['-output_ts_offset', '100'],
  },
  {
    name: 'B-frames',
    file: 'a.mp4',
    picture: [0, 3],
    sound: [0, 3],
    mark: 1.5,
    options: ['-c:v', 'libx264', '-bf', '3'],
  },
  {
    name: 'B-frames that begin below 0',
    file: 'a.mp4',
    picture: [0, 3],
    sound: [0, 3],
    mark: 1.5,
    options: ['-c:v', 'libx264', '-bf', '3', '-movflags', 'negative_cts_offsets'],
  },
]

for (const { name: build, env, options } of ffmpegs(need('ffmpeg'))) {
  describe(`over and over, by the ${build}`, { ...options, concurrency: 4, timeout: 120_000 }, () => {
    for (const one of FILMS) {
      test(`${one.name}: sound and picture are in step in each turn`, async (context) => {
        await withFolder(async (folder) => {
          const input = join(folder, one.file)
          film(one, input)
          const [from, to] = [Math.min(one.picture[0], one.sound[0]), Math.max(one.picture[1], one.sound[1])]
          const seconds = TURNS * (to - from) + 0.5
          const { flashes, beeps } = await flashesAndBeeps(
            await record({ source: 'file', input, ...SIZE }, Math.ceil(seconds * RATE), env),
          )
          const told = `picture at ${flashes}, sound at ${beeps.map((at) => at.toFixed(2))}`
          context.diagnostic(told)
          assert.ok(flashes.length >= TURNS && beeps.length >= TURNS, told)
          for (const [turn, at] of flashes.slice(0, TURNS).entries()) {
            assert.ok(Math.abs(at - (beeps[turn] as number)) < IN_STEP_SECONDS, `turn ${turn + 1}: ${told}`)
          }
        })
      })
    }
  })
}
