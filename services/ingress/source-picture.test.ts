// What a picture looks like once it has gone through the real ffmpeg and was decoded again: its shape, its fields, its
// turn; and that a still stands.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { need } from '@weir/test-support'
import { systemMicros } from '@weir/time'
import {
  announcedShape,
  decode,
  ffmpegs,
  flashAndBeep,
  flashesAndBeeps,
  lumaAt,
  make,
  record,
  sharedFilms,
  startRecording,
  withFolder,
} from './test-recording.ts'

const BUILDS = ffmpegs(need('ffmpeg'))

const SIZE = { width: 640, height: 360, frameRate: 25, videoBitrate: 2_000_000, audio: false }

/** Width and height of what is bright in a picture, in pixels. */
const brightBox = (picture: Uint8Array, width: number): readonly [number, number] => {
  const found = [...picture.entries()].filter(([, luma]) => luma > 128).map(([index]) => index)
  const xs = found.map((index) => index % width)
  const ys = found.map((index) => Math.floor(index / width))
  const span = (values: readonly number[]): number =>
    values.reduce((most, value) => Math.max(most, value), 0) -
    values.reduce((least, value) => Math.min(least, value), 1e9) +
    1
  return [span(xs), span(ys)]
}
/**
 * A disc of 200 pixels across on a screen, as it is stored with pixels of this shape. In MPEG-4: MPEG-2 knows only four shapes,
 * of the whole picture.
 */
const disc = (path: string, size: string, [over, under]: readonly [number, number], ...options: string[]): void => {
  const inside = `lte(hypot((X-W/2)*${over}/${under}\\,Y-H/2)\\,100)`
  make(
    ...['-f', 'lavfi', '-i', `color=c=black:size=${size}:rate=25`, '-frames:v', '5'],
    // A formula for each pixel takes long: of one picture.
    '-vf',
    `trim=end_frame=1,format=yuv420p,geq=lum='if(${inside}\\,235\\,16)':cb=128:cr=128,loop=4:1,setpts=N/25/TB,setsar=${over}/${under}`,
    ...['-c:v', 'mpeg4', '-q:v', '2', ...options, path],
  )
}
const SHAPES: readonly (readonly [string, readonly [number, number]])[] = [
  ['720x576', [64, 45]],
  ['720x576', [16, 15]],
  ['720x480', [8, 9]],
  ['1440x1080', [4, 3]],
  ['640x360', [1, 1]],
  // Scaled to whole pixels it has not quite its shape any more: what is left over is not handed on as pixels of no square.
  ['710x576', [16, 15]],
]

const films = sharedFilms()
for (const { name: build, env, options } of BUILDS) {
  describe(`by the ${build}`, { ...options, concurrency: 2, timeout: 90_000 }, () => {
    for (const [size, sar] of SHAPES) {
      test(`a circle of ${size} with pixels of ${sar.join(':')} is a circle`, async () => {
        const input = films(`disc ${size} ${sar}`, (folder) => {
          const path = join(folder, 'a.ts')
          disc(path, size, sar)
          return path
        })
        const recorder = await record({ source: 'file', input, ...SIZE }, 3, env)
        const [picture] = await decode(recorder)
        assert.ok(picture)
        const [width, height] = brightBox(picture, 640)
        assert.ok(height > 50 && Math.abs(width - height) <= 3, `${width}×${height}`)
        assert.match(await announcedShape(recorder), /^(?:1:1)?$/)
      })
    }

    test('what is interlaced comes without a comb, what is not keeps its lines', async () => {
      // A bar that moves by 16 pixels a field, or a picture; below, one whose every other line is dark. A formula for each
      // pixel takes long: of a picture in which a pixel is that wide.
      const moving = (rate: number, below: string) => [
        ...['-f', 'lavfi', '-i', `color=c=black:size=40x360:rate=${rate}`, '-t', '2'],
        '-vf',
        `format=yuv444p,geq=lum='if(lt(mod(X-N+400\\,40)\\,4)*${below}\\,235\\,16)':cb=128:cr=128,scale=640:360:flags=neighbor,format=yuv420p`,
      ]
      const fields = films('fields', (folder) => {
        const path = join(folder, 'i.ts')
        const [filter = ''] = moving(50, '1').slice(-1)
        make(
          ...moving(50, '1').slice(0, -1),
          `${filter},interlace=scan=tff:lowpass=0`,
          ...['-c:v', 'mpeg2video', '-q:v', '2', '-flags', '+ilme+ildct', path],
        )
        return path
      })
      const whole = films('whole pictures', (folder) => {
        const path = join(folder, 'p.ts')
        make(...moving(25, 'max(lt(Y\\,180)\\,mod(Y\\,2))'), '-c:v', 'mpeg2video', '-q:v', '2', path)
        return path
      })
      const pictures = async (input: string) => decode(await record({ source: 'file', input, ...SIZE }, 12, env))
      /** The most that a line differs from the mean of its neighbours, over all pictures. */
      const comb = (of: readonly Uint8Array[]): number => {
        const rows = [100, 101, 102, 103, 104, 105]
        return Math.max(
          ...of.flatMap((picture) =>
            Array.from({ length: 640 }, (_, x) => {
              const column = lumaAt(
                picture,
                640,
                rows.map((y) => [x, y]),
              )
              return Math.max(...column.slice(2).map((luma, index) => Math.abs(luma - (column[index + 1] as number))))
            }),
          ),
        )
      }
      const [ofFields, ofWhole] = [await pictures(fields), await pictures(whole)]
      for (const of of [ofFields, ofWhole]) assert.ok(comb(of) < 60, `neighbouring lines differ by ${comb(of)}`)
      // Made of fields, its lines would be one grey.
      for (const picture of ofWhole.slice(2)) {
        const striped = Array.from({ length: 640 }, (_, x) => {
          const [line = 0, next = 0] = lumaAt(picture, 640, [
            [x, 250],
            [x, 251],
          ])
          return Math.abs(line - next) > 100
        }).filter(Boolean).length
        assert.ok(striped > 50, `${striped} of 64 columns keep their lines`)
      }
    })

    for (const sound of ['no sound', 'sound that ends early']) {
      test(`a film that was turned is turned back, with ${sound}`, async () => {
        await withFolder(async (folder) => {
          const plain = join(folder, 'plain.mp4')
          const input = join(folder, 'turned.mp4')
          // Bright above. Turned by 90°, the bright half is on one side.
          make(
            '-f',
            'lavfi',
            '-i',
            'color=c=black:size=360x640:rate=25',
            '-t',
            '0.5',
            '-vf',
            'drawbox=h=320:t=fill:c=white',
            '-c:v',
            'mpeg4',
            plain,
          )
          const heard = ['-f', 'lavfi', '-i', 'sine=duration=0.2', '-c:a', 'aac']
          make('-i', plain, ...(sound === 'no sound' ? [] : heard), '-c:v', 'copy', '-metadata:s:v', 'rotate=90', input)
          const [picture] = await decode(await record({ source: 'file', input, ...SIZE }, 3, env))
          assert.ok(picture)
          const [left = 0, right = 0, top = 0, bottom = 0] = lumaAt(picture, 640, [
            [100, 180],
            [540, 180],
            [500, 50],
            [500, 310],
          ])
          assert.ok(Math.abs(left - right) > 150, `left ${left}, right ${right}`)
          assert.ok(Math.abs(top - bottom) < 30, `above ${top}, below ${bottom}`)
        })
      })
    }

    for (const format of ['jpg', 'png', 'bmp']) {
      test(`a still of ${format} stands, at its rate, in one run`, async () => {
        await withFolder(async (folder) => {
          const input = join(folder, `a.${format}`)
          make(
            '-f',
            'lavfi',
            '-i',
            'color=c=gray:size=800x600',
            '-frames:v',
            '1',
            '-vf',
            'drawbox=w=400:t=fill:c=white',
            input,
          )
          const begunMillis = performance.now()
          const recorder = await startRecording({ source: 'file', input, ...SIZE, audio: true }, env)
          const early = await Promise.race([recorder.ended, recorder.videoChunks(60)])
          // It is meant to stand: health does not ask for how long.
          const sameSeconds = recorder.sameSeconds()
          await recorder.stop()
          assert.equal(early, undefined, `ended early: ${JSON.stringify(early)}`)
          assert.equal(sameSeconds, 0)
          const pictures = await decode(recorder)
          assert.equal(pictures.length, recorder.chunks.video.length)
          for (const picture of [pictures[0], pictures.at(-1)]) {
            const [left = 0, right = 0] = picture
              ? lumaAt(picture, 640, [
                  [200, 180],
                  [440, 180],
                ])
              : []
            assert.ok(left > 200 && right > 90 && right < 150, `${left}, ${right}`)
          }
          const [sixth = 0, newest = 0] = [5, 55].map((index) => recorder.arrivalsMillis[index])
          // The first may be late, on a crowded machine; what follows makes up for it, and is never early.
          assert.ok(newest - begunMillis > 2000, `56 pictures at 25 fps came within ${newest - begunMillis} ms`)
          assert.ok(newest - sixth < 3500, `50 pictures at 25 fps take 2 s, took ${newest - sixth} ms`)
          assert.equal(recorder.announcements.length, 1)
        })
      })
    }

    test('a source that shows the same picture is known to, one that moves is not, nor a film, which may', async () => {
      await withFolder(async (folder) => {
        const server = createServer((request, response) => {
          readFile(join(folder, request.url ?? '')).then((media) => response.end(media))
        }).listen(0, '127.0.0.1')
        await once(server, 'listening')
        const { port } = server.address() as AddressInfo
        const same = async (source: 'file' | 'url', picture: string): Promise<number> => {
          const name = `${source}-${picture}.mkv`
          make('-f', 'lavfi', '-i', `${picture}=size=320x180:rate=25`, '-t', '6', '-c:v', 'ffv1', join(folder, name))
          const input = source === 'file' ? join(folder, name) : `http://127.0.0.1:${port}/${name}`
          const recording = await startRecording({ source, input, ...SIZE }, env)
          await recording.videoChunks(100)
          const seconds = recording.sameSeconds()
          await recording.stop()
          return seconds
        }
        const found = [same('url', 'smptebars'), same('url', 'testsrc2'), same('file', 'smptebars')]
        const [still = 0, moving = 0, slide] = await Promise.all(found)
        server.close()
        server.closeAllConnections()
        assert.ok(still > 2.5 && still < 6, `${still}`)
        assert.ok(moving < 2, `${moving}`)
        assert.equal(slide, 0)
      })
    })

    test('2 fps is published as such', async () => {
      await withFolder(async (folder) => {
        const input = join(folder, 'a.mp4')
        make('-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=2', '-t', '3', '-c:v', 'mpeg4', input)
        const { announcements, chunks } = await record({ source: 'file', input, ...SIZE }, 4, env)
        assert.equal(announcements[0]?.tracks[0]?.frameRate, 2)
        assert.deepEqual([...new Set(chunks.video.map(({ durationMicros }) => durationMicros))], [500_000])
      })
    })
  })
}

const SOUND = { width: 320, height: 180, frameRate: 25, videoBitrate: 300_000 }
describe('sound that comes late, or leaves', { ...BUILDS[0]?.options, concurrency: 3, timeout: 90_000 }, () => {
  /** A flash and a beep at 3 s on the file's own timeline; each stream begins and ends when it is told to. */
  const flashing = (path: string, picture: readonly [number, number], sound: readonly [number, number]): void =>
    make(
      ...['-f', 'lavfi', '-i', 'color=c=black:size=320x180:rate=25'],
      ...['-f', 'lavfi', '-i', `sine=frequency=300:sample_rate=48000,volume='gte(t,3)':eval=frame`],
      ...['-vf', `drawbox=t=fill:c=white:enable='gte(t,3)',trim=${picture.join(':')}`],
      ...['-af', `atrim=${sound.join(':')}`, '-c:v', 'mpeg4', '-c:a', 'aac', path],
    )
  const CASES: readonly (readonly [string, readonly [number, number], readonly [number, number]])[] = [
    ['begins 2 s before the picture', [2, 5], [0, 5]],
    ['begins 2 s after the picture', [0, 5], [2, 5]],
    ['ends 2 s before the picture', [0, 6], [0, 4]],
    ['ends 2 s after the picture', [0, 4], [0, 6]],
  ]
  for (const [name, picture, sound] of CASES) {
    test(`${name}: in step, and never missing, over and over`, async () => {
      await withFolder(async (folder) => {
        const input = join(folder, 'a.mkv')
        flashing(input, picture, sound)
        const recorder = await record({ source: 'file', input, ...SOUND }, 10 * 25)
        const { flashes, beeps } = await flashesAndBeeps(recorder)
        assert.ok(flashes.length >= 2, `flashes at ${flashes}`)
        // Sound that begins first is out of step from the second turn on: see the README.
        for (const [turn, flash] of flashes.slice(0, sound[0] < picture[0] ? 1 : undefined).entries()) {
          // Where ffmpeg forgot how long the picture was, the sound is brought up behind it by when it came.
          assert.ok(
            Math.abs(flash - (beeps[turn] ?? 0)) < (turn === 0 ? 0.15 : 0.25),
            `flashes at ${flashes}, beeps at ${beeps}`,
          )
        }
        // A player stands still where one of the two is missing.
        const sounds = recorder.chunks.audio
        for (const [index, chunk] of sounds.slice(1).entries()) {
          const before = sounds[index] as typeof chunk
          const hole = chunk.decodeTimeMicros - before.decodeTimeMicros - before.durationMicros
          assert.ok(Math.abs(hole) < 45_000, `a hole of ${hole} µs at ${chunk.decodeTimeMicros}`)
        }
        const end = (chunks: typeof sounds): number => (chunks.at(-1)?.decodeTimeMicros ?? 0) / 1e6
        assert.ok(Math.abs(end(sounds) - end(recorder.chunks.video)) < 0.6, `sound to ${end(sounds)}`)
      })
    })
  }

  test('a track of sound in which nothing ever comes: the picture plays, with silence', async () => {
    await withFolder(async (folder) => {
      const input = join(folder, 'a.mkv')
      flashing(input, [0, 8], [7.9, 8])
      const began = systemMicros()
      const recorder = await record({ source: 'file', input, ...SOUND }, 60)
      assert.ok(systemMicros() - began < 10e6)
      assert.deepEqual(
        recorder.announcements[0]?.tracks.map(({ name: track }) => track),
        ['video', 'audio'],
      )
      assert.ok(recorder.chunks.audio.length > 80, `${recorder.chunks.audio.length} frames of silence`)
      assert.equal((await flashAndBeep(recorder)).beepSeconds, Number.NaN)
    })
  })
})
