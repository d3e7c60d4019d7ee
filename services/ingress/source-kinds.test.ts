// Files of many kinds: each plays, over and over in one run, with no picture that stands longer than it should.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { need } from '@weir/test-support'
import { decode, ffmpegs, flashesAndBeeps, make, record, withFolder } from './test-recording.ts'

const BUILDS = ffmpegs(need('ffmpeg'))
const RATE = 25
const SIZE = { width: 160, height: 90, frameRate: RATE, videoBitrate: 200_000 }
const FILM_SECONDS = 1.6
const EVERY_SECONDS = 0.8
const SINE = ['-f', 'lavfi', '-i', `sine=duration=${FILM_SECONDS}:sample_rate=44100`]

/** A flash every 0.8 s. */
const film = (path: string, ...options: string[]): void =>
  make(
    ...['-f', 'lavfi', '-i', `color=c=black:size=160x90:rate=${RATE}:duration=${FILM_SECONDS}`],
    ...(options.includes('-c:a') ? SINE : []),
    ...['-vf', `drawbox=t=fill:c=white:enable='lt(mod(t,${EVERY_SECONDS}),0.2)'`, ...options, path],
  )
const KINDS: readonly (readonly [string, string, readonly string[]])[] = [
  ['FLV, which cannot be begun again', 'a.flv', ['-c:v', 'flv', '-c:a', 'mp3']],
  [
    'FLV that does not say how long it is',
    'b.flv',
    ['-c:v', 'flv', '-c:a', 'mp3', '-flvflags', 'no_duration_filesize'],
  ],
  ['a raw stream of H.264', 'a.h264', ['-c:v', 'libx264', '-bf', '2']],
  ['a raw stream of HEVC', 'a.hevc', ['-c:v', 'libx265', '-x265-params', 'log-level=0']],
  ['JPEGs behind each other', 'a.mjpeg', ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p']],
  ['MPEG without sound', 'a.mpg', ['-c:v', 'mpeg1video']],
  ['a GIF that moves', 'a.gif', []],
  ['an APNG that moves', 'a.apng', ['-f', 'apng']],
  ['raw pictures', 'a.y4m', ['-pix_fmt', 'yuv420p']],
  ['10 bits and 4:2:2', 'a.mkv', ['-c:v', 'ffv1', '-pix_fmt', 'yuv422p10le']],
  ['from ten hours on', 'a.ts', ['-c:v', 'libx264', '-c:a', 'aac', '-output_ts_offset', '36000']],
]
for (const { name: build, env, options } of BUILDS) {
  describe(`by the ${build}`, { ...options, concurrency: 6, timeout: 90_000 }, () => {
    for (const [name, file, how] of KINDS)
      test(`${name}: plays over and over`, async (context) => {
        await withFolder(async (folder) => {
          const input = join(folder, file)
          film(input, ...how)
          const recorder = await record({ source: 'file', input, ...SIZE }, 4 * FILM_SECONDS * RATE, env)
          const { flashes } = await flashesAndBeeps(recorder)
          context.diagnostic(`flashes at ${flashes}`)
          assert.equal(recorder.announcements.length, 1)
          assert.ok(flashes.length >= 7, `flashes at ${flashes}`)
          for (const [index, at] of flashes.slice(1).entries()) {
            const step = at - (flashes[index] as number)
            assert.ok(step > 0.5 && step < 1.25, `${EVERY_SECONDS} s apart, came at ${flashes}`)
          }
        })
      })

    for (const [file, how] of [
      ['a.mp4', ['-c:v', 'mpeg4']],
      ['a.gif', []],
      ['a.mkv', ['-c:v', 'ffv1']],
    ] as const)
      test(`a film of one picture, ${file}, is a still`, async () => {
        await withFolder(async (folder) => {
          const input = join(folder, file)
          make(...['-f', 'lavfi', '-i', 'color=c=white:size=160x90:rate=1', '-frames:v', '1', ...how, input])
          const recorder = await record({ source: 'file', input, ...SIZE }, 30, env)
          assert.equal(recorder.announcements[0]?.tracks[0]?.frameRate, RATE)
          assert.ok((await decode(recorder)).every((picture) => (picture[45 * 160 + 80] as number) > 200))
        })
      })
  })
}
