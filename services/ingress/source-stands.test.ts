// A film in which one track stands for long while the other goes on: what was published is decoded, and what belongs together
// is shown and heard at the same time, in the turn after it too.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { need } from '@weir/test-support'
import { ffmpegs, flashesAndBeeps, make, record, sharedFilms } from './test-recording.ts'

const RATE = 25
const SIZE = { width: 160, height: 90, frameRate: RATE, videoBitrate: 200_000 }
const MARK_SECONDS = 0.2
const IN_STEP_SECONDS = 0.06

interface Film {
  readonly seconds: number
  /** What is left out of each track, from and to, s. */
  readonly picture: readonly (readonly [number, number])[]
  readonly sound: readonly (readonly [number, number])[]
  /** Where flashes and beeps begin. */
  readonly marks: readonly number[]
  /** An hour of nothing before this. */
  readonly leap?: number
}
const film = ({ seconds, picture, sound, marks, leap = seconds + 1 }: Film, path: string): void => {
  const on = marks.map((at) => `between(t\\,${at - 0.001}\\,${at + MARK_SECONDS})`).join('+')
  const left = (gaps: Film['sound']): string =>
    gaps.map(([from, to]) => `*not(between(t\\,${from - 0.001}\\,${to - 0.001}))`).join('')
  const late = `PTS+gte(T\\,${leap - 0.001})*3600/TB`
  make(
    ...['-f', 'lavfi', '-i', `color=c=black:size=160x90:rate=${RATE}:duration=${seconds}`],
    ...['-f', 'lavfi', '-i', `sine=frequency=300:sample_rate=48000:samples_per_frame=480:duration=${seconds}`],
    ...['-vf', `drawbox=t=fill:c=white:enable='${on}',select='1${left(picture)}',setpts=${late}`],
    ...['-af', `volume=5,volume='${on}':eval=frame,aselect='1${left(sound)}',asetpts=${late}`],
    // No codec of sound that fills in what is missing.
    ...[
      '-vsync',
      '0',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-c:a',
      'pcm_s16le',
      '-max_interleave_delta',
      '0',
      path,
    ],
  )
}
const FILMS: readonly (readonly [string, string, Film, readonly number[]])[] = [
  [
    'the picture stands for 5 s, in Matroska',
    'a.mkv',
    { seconds: 8, picture: [[1, 6]], sound: [], marks: [6] },
    [6, 14],
  ],
  [
    'the picture stands for 5 s, in QuickTime',
    'a.mov',
    { seconds: 8, picture: [[1, 6]], sound: [], marks: [6] },
    [6, 14],
  ],
  ['the sound is silent for 5 s', 'a.mkv', { seconds: 8, picture: [], sound: [[1, 6]], marks: [6.5] }, [6.5, 14.5]],
  [
    'the picture stands for 5 s, and then an hour is missing of both: a second of it is left',
    'a.mkv',
    { seconds: 8, picture: [[1, 5]], sound: [], marks: [5, 7], leap: 6 },
    [5, 8, 14],
  ],
]
const films = sharedFilms()
for (const { name: build, env, options } of ffmpegs(need('ffmpeg'))) {
  describe(`by the ${build}`, { ...options, concurrency: 4, timeout: 90_000 }, () => {
    for (const [name, file, what, due] of FILMS)
      test(name, async (context) => {
        const input = films(name, (folder) => {
          const path = join(folder, file)
          film(what, path)
          return path
        })
        const pictures = Math.ceil(((due.at(-1) ?? 0) + 0.6) * RATE)
        const { flashes, beeps } = await flashesAndBeeps(
          await record({ source: 'file', input, ...SIZE }, pictures, env),
        )
        const told = `picture at ${flashes}, sound at ${beeps.map((at) => at.toFixed(3))}, due ${due}`
        context.diagnostic(told)
        assert.equal(flashes.length, due.length, told)
        for (const [index, at] of flashes.entries()) {
          assert.ok(Math.abs(at - (beeps[index] as number)) < IN_STEP_SECONDS, told)
          assert.ok(Math.abs(at - (due[index] as number)) < 0.2, told)
        }
      })
  })
}
