// A file that is played over and over: in each turn its sound stands where its picture is, whichever of the two begins or
// ends first, and nothing of either is left out. What was published is decoded; flash and beep stand at the same time of
// the film.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { StreamConfig } from '@weir/relay/config'
import { need } from '@weir/test-support'
import { resolveSource } from './source/index.ts'
import { ffmpegs, flashesAndBeeps, make, record } from './test-recording.ts'

const RATE = 25
const SIZE = { width: 160, height: 90, frameRate: RATE, videoBitrate: 200_000 }
const TURNS = 3
const MARK_SECONDS = 0.2
const FILM_SECONDS = 3
/** Half a picture, and a frame of sound besides: the encoders take so much for the edges. */
const IN_STEP_SECONDS = 0.06
/** What a container rounds, and a picture. */
const TURN_TOLERANCE_SECONDS = 0.1

interface Tracks {
  /** From and to, on the film's timeline, s. */
  readonly picture: readonly [number, number]
  readonly sound: readonly [number, number]
  /** Where flash and beep begin, on the film's timeline, s. */
  readonly mark: number
}
interface Film extends Tracks {
  readonly name: string
  readonly file: string
  readonly options: readonly string[]
}

const film = ({ picture, sound, mark, options }: Film, path: string): void => {
  const [from, to] = picture
  const [begins, ends] = sound
  const on = (start: number): string => `between(t\\,${mark - start - 0.001}\\,${mark - start + MARK_SECONDS})`
  const shown = [`drawbox=t=fill:c=white:enable='${on(from)}'`, `setpts=PTS+${from}/TB`]
  const heard = [`volume=5,volume='${on(begins)}':eval=frame`, `asetpts=PTS+${begins}/TB`]
  const filters = `[0:v]${shown.join(',')}[v];[1:a]${heard.join(',')}[a]`
  make(
    ...['-f', 'lavfi', '-i', `color=c=black:size=160x90:rate=${RATE}:duration=${to - from}`],
    ...['-f', 'lavfi', '-i', `sine=frequency=300:sample_rate=48000:samples_per_frame=480:duration=${ends - begins}`],
    ...['-filter_complex', filters, '-map', '[v]', '-map', '[a]', '-vsync', '0', '-c:v', 'mpeg4', '-c:a', 'aac'],
    ...['-max_interleave_delta', '0', ...options, path],
  )
}

const KINDS: readonly (readonly [string, Tracks])[] = [
  ['sound from 0, picture from 2 s', { picture: [2, 3], sound: [0, 3], mark: 2.4 }],
  ['sound begins 1.1 s later, both end together', { picture: [0, 3], sound: [1.1, 3], mark: 2 }],
  ['sound 1.1 s earlier', { picture: [1.1, 3], sound: [0, 1.9], mark: 1.5 }],
  ['picture 1.1 s earlier', { picture: [0, 1.9], sound: [1.1, 3], mark: 1.5 }],
  ['sound ends 1.5 s early', { picture: [0, 3], sound: [0, 1.5], mark: 0.8 }],
  ['sound goes on for 1.5 s longer', { picture: [0, 1.5], sound: [0, 3], mark: 0.8 }],
]
const TOGETHER: Tracks = { picture: [0, 3], sound: [0, 3], mark: 1.5 }
const LATER: Tracks = { picture: [0, 3], sound: [1.1, 3], mark: 2 }
const B_FRAMES = ['-c:v', 'libx264', '-bf', '3']
const FILMS: readonly Film[] = [
  ...KINDS.flatMap(([name, tracks]) =>
    ['mkv', 'mp4', 'ts'].map((format) => ({ ...tracks, name: `${name}, ${format}`, file: `a.${format}`, options: [] })),
  ),
  { ...TOGETHER, name: 'both begin and end together', file: 'a.mp4', options: [] },
  {
    ...TOGETHER,
    name: 'B-frames that begin below 0',
    file: 'a.mp4',
    options: [...B_FRAMES, '-movflags', 'negative_cts_offsets'],
  },
  { ...TOGETHER, name: 'both begin and end together, in a transport stream', file: 'a.ts', options: B_FRAMES },
  { ...LATER, name: 'B-frames, sound begins later', file: 'a.mp4', options: B_FRAMES },
  { ...LATER, name: 'from 100 s on', file: 'a.ts', options: ['-output_ts_offset', '100'] },
  {
    ...LATER,
    name: 'from 100 s on, in a file with a quote in its name',
    file: "it's a film.mkv",
    options: ['-output_ts_offset', '100'],
  },
]

let folder = ''
const pathOf = ({ file }: Film, index: number): string => join(folder, `${index} ${file}`)
const needed = need('ffmpeg')
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-films-'))
  if (!needed.skip) for (const [index, one] of FILMS.entries()) film(one, pathOf(one, index))
})
after(() => rmSync(folder, { recursive: true }))

test(
  'time that leaps in a transport stream is left to ffmpeg, which mends it for both tracks alike',
  needed,
  async () => {
    const early = FILMS.findIndex(({ name }) => name === 'sound ends 1.5 s early, ts')
    const whole = pathOf(FILMS[early] as Film, early)
    const twice = join(folder, 'twice.ts')
    writeFileSync(twice, Buffer.concat([readFileSync(whole), readFileSync(whole)]))
    const listed = async (input: string): Promise<boolean> => {
      const { inputs } = await resolveSource(StreamConfig.parse({ source: 'file', input }), 'ffmpeg')
      return inputs[0]?.list !== undefined
    }
    assert.deepEqual([await listed(whole), await listed(twice)], [true, false])
  },
)

// Real time is what is waited for, and they are small: a dozen at once. Each build gets each kind in one container, and
// the next build in another.
for (const [nth, { name: build, env, options }] of ffmpegs(needed).entries()) {
  describe(`over and over, by the ${build}`, { ...options, concurrency: 12, timeout: 60_000 }, () => {
    for (const [index, one] of FILMS.entries()) {
      if (index < 3 * KINDS.length && index % 3 !== (Math.floor(index / 3) + nth) % 3) continue
      test(one.name, async (context) => {
        const pictures = Math.ceil((TURNS * FILM_SECONDS + 0.5) * RATE)
        const { flashes, beeps } = await flashesAndBeeps(
          await record({ source: 'file', input: pathOf(one, index), ...SIZE }, pictures, env),
        )
        const told = `picture at ${flashes}, sound at ${beeps.map((at) => at.toFixed(3))}`
        context.diagnostic(told)
        assert.ok(flashes.length >= TURNS && beeps.length >= TURNS, told)
        for (const [turn, at] of flashes.slice(0, TURNS).entries()) {
          assert.ok(Math.abs(at - (beeps[turn] as number)) < IN_STEP_SECONDS, `turn ${turn + 1}: ${told}`)
          const due = (flashes[0] as number) + turn * FILM_SECONDS
          assert.ok(Math.abs(at - due) < TURN_TOLERANCE_SECONDS * (turn + 1), `all of turn ${turn} is shown: ${told}`)
        }
      })
    }
  })
}
