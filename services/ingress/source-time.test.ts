// Times of a source that leap: what was published is decoded, and the picture behind the leap has to be there soon, with
// its sound.
import assert from 'node:assert/strict'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { need } from '@weir/test-support'
import { decode, ffmpegs, flashAndBeep, lumaAt, make, record, sharedFilms } from './test-recording.ts'

const BUILDS = ffmpegs(need('ffmpeg'))

const RATE = 30
const SIZE = { width: 320, height: 180, frameRate: RATE, videoBitrate: 500_000 }
/** Two seconds of the one, or of the other: dark and still, or bright and loud. */
const part = (path: string, bright: boolean, ...options: string[]): void => {
  const sound = bright ? 'sine=frequency=300:sample_rate=48000' : 'anullsrc=r=48000'
  make(
    ...['-f', 'lavfi', '-i', `color=c=${bright ? 'white' : 'black'}:size=320x180:rate=${RATE}`],
    ...['-f', 'lavfi', '-i', sound, '-t', '2', '-c:v', 'mpeg2video', '-c:a', 'aac'],
    ...[...options, path],
  )
}
const joined = (folder: string, first: readonly string[], second: readonly string[]): string => {
  const path = join(folder, 'joined.ts')
  part(join(folder, 'a.ts'), false, ...first)
  part(join(folder, 'b.ts'), true, ...second)
  for (const name of ['a.ts', 'b.ts']) appendFileSync(path, readFileSync(join(folder, name)))
  return path
}
/** The leap is made before the file is written; both streams leap, or one. */
const leaping = (folder: string, name: string, seconds: number, sound: 'none' | 'leaps' | 'goes on'): string => {
  const path = join(folder, name)
  const audio = ['-f', 'lavfi', '-i', `sine=frequency=300:sample_rate=48000,volume='gte(t,2)':eval=frame`]
  const leap = sound === 'leaps' ? ['-af', `asetpts=PTS+gte(T\\,2)*${seconds}/TB`] : []
  make(
    ...['-f', 'lavfi', '-i', `color=c=black:size=320x180:rate=${RATE}`, ...(sound === 'none' ? [] : audio)],
    ...['-vf', `drawbox=t=fill:c=white:enable='gte(n,60)',setpts=PTS+gte(N\\,60)*${seconds}/TB`, ...leap],
    ...['-frames:v', '120', '-vsync', '0', '-c:v', 'mpeg4', '-c:a', 'aac', '-max_interleave_delta', '0', path],
  )
  return path
}

/**
 * Forty seconds back, in Matroska: no muxer writes that, and in a transport stream ffmpeg mends it itself. So the times of
 * the clusters shortly before the flash, and of all behind it, are written anew in a file that began at 40 s.
 */
const backInMatroska = (folder: string): string => {
  const path = join(folder, 'a.mkv')
  const audio = `sine=frequency=300:sample_rate=48000,volume='gte(t,2)':eval=frame`
  make(
    ...['-f', 'lavfi', '-i', `color=c=black:size=320x180:rate=${RATE}`, '-f', 'lavfi', '-i', audio, '-t', '4'],
    ...['-vf', `drawbox=t=fill:c=white:enable='gte(n,60)'`, '-c:v', 'mpeg4', '-g', '15', '-c:a', 'pcm_s16le'],
    ...['-output_ts_offset', '40', '-cluster_time_limit', '100', path],
  )
  const bytes = readFileSync(path)
  const CLUSTER = Buffer.from('1f43b675', 'hex')
  let moved = 0
  for (let at = bytes.indexOf(CLUSTER); at >= 0; at = bytes.indexOf(CLUSTER, at + 4)) {
    // Its first element is its time: e7, two bytes long, ms.
    const time = bytes.indexOf(Buffer.from('e782', 'hex'), at) + 2
    const millis = bytes.readUInt16BE(time)
    assert.ok(time < at + 32 && millis >= 39_900 && millis < 44_100, `a cluster at ${millis} ms`)
    if (millis < 41_700) continue
    bytes.writeUInt16BE(millis - 40_000, time)
    moved++
  }
  assert.ok(moved > 10)
  writeFileSync(path, bytes)
  return path
}

const FORWARD = ['-output_ts_offset', '3600']
const WRAP = ['-output_ts_offset', '95441.2']
const LEAPS: readonly (readonly [string, (folder: string) => string])[] = [
  ['an hour forward, in Matroska', (folder) => leaping(folder, 'a.mkv', 3600, 'leaps')],
  ['an hour forward, in MP4', (folder) => leaping(folder, 'a.mp4', 3600, 'leaps')],
  ['seven seconds forward, in Matroska', (folder) => leaping(folder, 'a.mkv', 7, 'leaps')],
  ['an hour forward, in a transport stream', (folder) => joined(folder, [], FORWARD)],
  ['forty seconds back, in Matroska', backInMatroska],
  ['an hour back, in a transport stream', (folder) => joined(folder, FORWARD, [])],
  ['back to the beginning', (folder) => joined(folder, [], [])],
  ['round 33 bits', (folder) => joined(folder, WRAP, [...WRAP.slice(0, 1), '95443.2'])],
]
/** They play at their own speed, and are small: three at a time. */
const films = sharedFilms()
for (const { name: build, env, options } of BUILDS) {
  describe(`by the ${build}`, { ...options, concurrency: 3, timeout: 90_000 }, () => {
    for (const [name, leap] of LEAPS) {
      test(`a leap ${name}: the picture goes on with its sound`, async () => {
        const input = films(name, leap)
        const recorder = await record({ source: 'file', input, ...SIZE }, 4.5 * RATE, env)
        const { flashSeconds, beepSeconds } = await flashAndBeep(recorder)
        assert.ok(
          flashSeconds > 1.7 && flashSeconds < 4.3,
          `the other picture comes at 2 to 4 s, came at ${flashSeconds}`,
        )
        assert.ok(Math.abs(flashSeconds - beepSeconds) < 0.15, `with its sound, which came at ${beepSeconds}`)
      })
    }

    for (const name of ['a.mkv', 'a.mp4']) {
      test(`a hole of an hour without sound, in ${name}: a second's standstill`, async () => {
        const input = films(`a hole in ${name}`, (folder) => leaping(folder, name, 3600, 'none'))
        const { flashSeconds } = await flashAndBeep(await record({ source: 'file', input, ...SIZE }, 3.5 * RATE, env))
        assert.ok(flashSeconds > 1.9 && flashSeconds < 3.2, `came at ${flashSeconds}`)
      })
    }

    test(`a file that begins below 0`, async () => {
      const input = films('below 0', (folder) => {
        const path = join(folder, 'a.mkv')
        part(path, true, '-output_ts_offset', '-1', '-avoid_negative_ts', 'disabled')
        return path
      })
      const { flashSeconds, beepSeconds } = await flashAndBeep(
        await record({ source: 'file', input, ...SIZE }, 2 * RATE, env),
      )
      assert.ok(flashSeconds === 0 && beepSeconds < 0.15, `${flashSeconds}, ${beepSeconds}`)
    })

    test(`a size that changes in the middle: both halves play, over and over, in step`, async () => {
      const input = films('two sizes', (folder) => joined(folder, [], ['-s', '640x360']))
      const recorder = await record({ source: 'file', input, ...SIZE }, 12.5 * RATE, env)
      const bright = (await decode(recorder)).map((picture) => (lumaAt(picture, 320, [[160, 90]])[0] as number) > 150)
      const changes = bright.flatMap((now, index) => (index > 0 && now !== bright[index - 1] ? [index / RATE] : []))
      assert.equal(changes.length, 6, `2 s of each in turn, changes at ${changes}`)
      // The build of 2018 begins a transport stream again some pictures late.
      for (const [index, at] of changes.slice(0, build.includes('2018') ? 2 : 6).entries()) {
        assert.ok(Math.abs(at - 2 * (index + 1)) < 0.25, `2 s of each in turn, changes at ${changes}`)
      }
      const { flashSeconds, beepSeconds } = await flashAndBeep(recorder)
      assert.ok(Math.abs(flashSeconds - beepSeconds) < 0.15, `sound at ${beepSeconds}, picture at ${flashSeconds}`)
    })
  })
}
