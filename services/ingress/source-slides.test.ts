// Films without sound in which pictures stand, and films that were put together of several: what was published is decoded, and
// each picture has to stand for as long as the file says, in each turn.
import assert from 'node:assert/strict'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { need } from '@weir/test-support'
import { decode, ffmpegs, flashesAndBeeps, lumaAt, make, record, withFolder } from './test-recording.ts'

const BUILDS = ffmpegs(need('ffmpeg'))
const RATE = 25
const SIZE = { width: 160, height: 90, frameRate: RATE, videoBitrate: 300_000 }
const TURNS = 3

interface Slides {
  readonly name: string
  readonly file: string
  readonly options: readonly string[]
  /** For how long each stands, s. */
  readonly seconds: readonly number[]
  /** All of one length, in the file's own rate. */
  readonly evenly: boolean
}
const UNEVEN = [1.4, 1.4, 2.6, 1.2]
const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
const B_FRAMES = ['-c:v', 'libx264', '-bf', '2', '-pix_fmt', 'yuv420p']
const SHOWS: readonly Slides[] = [
  { name: 'in MP4', file: 'a.mp4', options: X264, seconds: UNEVEN, evenly: false },
  { name: 'in MP4, with B-frames', file: 'a.mp4', options: B_FRAMES, seconds: UNEVEN, evenly: false },
  { name: 'in Matroska', file: 'a.mkv', options: X264, seconds: UNEVEN, evenly: false },
  { name: 'in WebM', file: 'a.webm', options: ['-c:v', 'libvpx'], seconds: UNEVEN, evenly: false },
  { name: 'of one length, in MP4', file: 'a.mp4', options: X264, seconds: [2, 2, 2], evenly: true },
  { name: 'of one length, in Matroska', file: 'a.mkv', options: X264, seconds: [2, 2, 2], evenly: true },
]
const GREYS = ['0x000000', '0x606060', '0xa0a0a0', '0xffffff']

/** Black, then greys: the last stands again for one picture more, so that every container can tell how long the others do. */
const slides = ({ seconds, evenly, options }: Slides, path: string): void => {
  const begins = seconds.map((_, index) => seconds.slice(0, index).reduce((sum, one) => sum + one, 0))
  const total = seconds.reduce((sum, one) => sum + one, 0)
  const greys = begins.map((at, index) => `drawbox=c=${GREYS[index]}:t=fill:enable='gte(t,${(at - 0.001).toFixed(3)})'`)
  const ends = [...begins, total - 1 / RATE].map((at) => `eq(n\\,${Math.round(at * RATE)})`).join('+')
  const chosen = evenly ? [] : [`select='${ends}'`]
  const rate = evenly ? `1/${seconds[0]}` : String(RATE)
  make(
    ...['-f', 'lavfi', '-i', `color=c=black:size=160x90:rate=${rate}:duration=${total}`],
    ...['-vf', [...greys, ...chosen].join(','), '-vsync', 'vfr', ...options, path],
  )
}

const changesOf = async (path: string, seconds: number, env: NodeJS.ProcessEnv): Promise<number[]> => {
  const pictures = Math.ceil(seconds * RATE)
  const recorder = await record({ source: 'file', input: path, ...SIZE }, pictures, env)
  const rate = recorder.announcements[0]?.tracks[0]?.frameRate ?? 0
  assert.equal(rate, RATE)
  const luma = (await decode(recorder)).map((picture) => lumaAt(picture, 160, [[80, 45]])[0] as number)
  return luma.flatMap((now, at) => (at > 0 && Math.abs(now - (luma[at - 1] as number)) > 30 ? [at / rate] : []))
}

for (const { name: build, env, options } of BUILDS) {
  describe(`by the ${build}`, { ...options, concurrency: 6, timeout: 90_000 }, () => {
    for (const show of SHOWS) {
      test(`slides without sound ${show.name}: each stands as long as the file says, turn by turn`, async (context) => {
        await withFolder(async (folder) => {
          const path = join(folder, show.file)
          slides(show, path)
          const turn = show.seconds.reduce((sum, one) => sum + one, 0)
          const due = Array.from({ length: TURNS * show.seconds.length }, (_, index) => {
            const inTurn = index % show.seconds.length
            return (
              Math.floor(index / show.seconds.length) * turn +
              show.seconds.slice(0, inTurn).reduce((s, one) => s + one, 0)
            )
          }).slice(1)
          const changes = (await changesOf(path, TURNS * turn, env)).slice(0, due.length)
          const told = `changes at ${changes.map((at) => at.toFixed(2))}, due ${due.map((at) => at.toFixed(2))}`
          context.diagnostic(told)
          assert.equal(changes.length, due.length, told)
          for (const [index, at] of changes.entries()) assert.ok(Math.abs(at - (due[index] as number)) < 0.15, told)
        })
      })
    }

    // A flash a second; 2.4 s of it and the same again, so that it goes on evenly but for where they join.
    for (const sound of ['with', 'without']) {
      test(`a transport stream behind itself ${sound} sound: nothing stands, where they join and where it begins again`, async (context) => {
        await withFolder(async (folder) => {
          const [part, path] = [join(folder, 'part.ts'), join(folder, 'a.ts')]
          make(
            ...['-f', 'lavfi', '-i', `color=c=black:size=160x90:rate=${RATE}:duration=2.4`],
            ...(sound === 'with' ? ['-f', 'lavfi', '-i', 'sine=duration=2.4', '-c:a', 'aac'] : []),
            ...['-vf', `drawbox=t=fill:c=white:enable='lt(mod(t,0.8),0.2)'`, '-c:v', 'libx264', '-bf', '2', part],
          )
          for (let times = 0; times < 2; times++) appendFileSync(path, readFileSync(part))
          const recorder = await record({ source: 'file', input: path, ...SIZE }, 11 * RATE, env)
          const { flashes } = await flashesAndBeeps(recorder)
          const steps = flashes.slice(1).map((at, index) => at - (flashes[index] as number))
          context.diagnostic(`flashes at ${flashes}`)
          assert.ok(flashes.length >= 11, `flashes at ${flashes}`)
          for (const step of steps) assert.ok(step > 0.4 && step < 1.4, `0.8 s apart, came at ${flashes}`)
        })
      })
    }
  })
}

test(
  'a film that stands for half of its time is published at the rate of its pictures',
  BUILDS[0]?.options,
  async () => {
    await withFolder(async (folder) => {
      for (const [file, percent] of [
        ['a.mp4', 25],
        ['b.mp4', 50],
      ] as const) {
        const path = join(folder, file)
        make(
          ...['-f', 'lavfi', '-i', `testsrc2=size=160x90:rate=${RATE}:duration=4`],
          ...[
            '-vf',
            `select='gte(mod(t\\,2)\\,${(2 * percent) / 100})+eq(n\\,0)'`,
            '-vsync',
            'vfr',
            '-c:v',
            'mpeg4',
            path,
          ],
        )
        const { announcements } = await record({ source: 'file', input: path, ...SIZE }, 3)
        assert.equal(announcements[0]?.tracks[0]?.frameRate, RATE, `stands for ${percent} % of its time`)
      }
    })
  },
)
