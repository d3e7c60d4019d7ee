// The whole media path on real ffmpeg: what a node would publish is decoded again and looked at.
import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { promisify } from 'node:util'
import { redact, redactFor } from '@weir/redact'
import { StreamConfig } from '@weir/relay/config'
import { need } from '@weir/test-support'
import { systemMicros } from '@weir/time'
import { type Bit, CLOCK_PERIOD_MILLIS, clockCellCentres, clockTimeMillis, decodeClock } from '@weir/wire'
import { findFfmpeg } from './find-ffmpeg.ts'
import { type Run, startRun } from './run.ts'
import { resolveSource } from './source/index.ts'
import { createRecorder, type Recorder } from './test-recorder.ts'
import { decodePictures, ffmpegs, record, withFolder } from './test-recording.ts'

const PATIENCE = { firstFrameMillis: 20_000, silenceMillis: 10_000 }
const execute = promisify(execFile)

const BUILDS = ffmpegs(need('ffmpeg'))

const start = async (config: object, recorder: Recorder, env: NodeJS.ProcessEnv = process.env): Promise<Run> => {
  const binary = await findFfmpeg(env)
  const parsed = StreamConfig.parse(config)
  return startRun({
    config: parsed,
    plan: await resolveSource(parsed, binary.path),
    binary,
    redact,
    publisher: recorder.publisher,
    nodeMicros: systemMicros,
    onChunk: () => {},
    onDropped: () => {},
    patience: PATIENCE,
  })
}

for (const { name, env, options } of BUILDS) {
  test(`the test source, by the ${name}`, options, async () => {
    const { announcements, chunks } = await record({ source: 'test' }, 95, env)
    const [video, audio] = announcements[0]?.tracks ?? []
    assert.ok(video && audio && announcements.length === 1)
    assert.match(announcements[0]?.mime ?? '', /^video\/mp4; codecs="avc1\.[0-9a-f]{6},mp4a\.40\.2"$/)
    assert.deepEqual([video.width, video.height, audio.channels, audio.sampleRate], [640, 360, 2, 48_000])

    assert.deepEqual(
      chunks.video.flatMap(({ keyframe }, index) => (keyframe ? [index] : [])),
      [0, 30, 60, 90],
      'a keyframe each second, and no others',
    )
    for (const track of [chunks.video, chunks.audio]) {
      for (const [index, chunk] of track.slice(1).entries()) {
        const before = track[index] as typeof chunk
        const joint = chunk.decodeTimeMicros - before.decodeTimeMicros - before.durationMicros
        assert.ok(Math.abs(joint) <= 1, `chunk ${index + 1} joins within 1 µs, got ${joint}`)
      }
    }
    const ends = (track: typeof chunks.video): number =>
      (track.at(-1)?.decodeTimeMicros ?? 0) + (track.at(-1)?.durationMicros ?? 0)
    assert.ok(Math.abs(ends(chunks.video) - ends(chunks.audio)) < 500_000, 'sound keeps up with the picture')
    const bits = chunks.video.slice(30, 90).reduce((sum, { payload }) => sum + payload.length * 8, 0)
    assert.ok(bits > 1.5e6 && bits < 2.5e6, `2 s at 1 Mbit/s, got ${bits} bits`)

    const clock = video.clock
    assert.ok(clock)
    const pictures = await decodePictures(
      Buffer.concat([video.init, ...chunks.video.map(({ payload }) => payload)]),
      640,
      360,
    )
    assert.equal(pictures.length, chunks.video.length)
    const errorsMillis = pictures.map((picture, index) => {
      const cells = clockCellCentres(clock).map(({ x, y }): Bit => ((picture[y * 640 + x] as number) >= 128 ? 1 : 0))
      const value = decodeClock(cells)
      assert.ok(value !== undefined, `the clock of picture ${index} can be read`)
      const captureMillis = (chunks.video[index]?.captureTimeMicros ?? 0) / 1000
      return Math.abs(clockTimeMillis(value, captureMillis) - captureMillis)
    })
    // On a machine that lags, ffmpeg makes up for it by several pictures in a ms, and FLV wants a ms for each.
    assert.ok(
      errorsMillis.filter((error) => error <= 2).length > errorsMillis.length * 0.8,
      `off by ${errorsMillis} ms`,
    )
    assert.ok(Math.max(...errorsMillis) < 50, `off by ${errorsMillis} ms`)
  })
}

test('both tracks in one buffer decode', need('ffmpeg'), async () => {
  const { announcements, chunks } = await record({ source: 'test' }, 45)
  await withFolder(async (folder) => {
    const path = join(folder, 'both.mp4')
    const payloads = [...chunks.video, ...chunks.audio].map(({ payload }) => payload)
    await writeFile(path, Buffer.concat([announcements[0]?.init ?? new Uint8Array(), ...payloads]))
    const { stderr } = await execute('ffmpeg', ['-v', 'warning', '-i', path, '-f', 'null', '-'])
    assert.equal(stderr, '')
    const said = execFileSync(
      'ffprobe',
      ['-v', 'error', '-count_packets', '-show_entries', 'stream=codec_name,nb_read_packets', '-of', 'csv=p=0', path],
      { encoding: 'utf8' },
    )
    assert.deepEqual(said.trim().split('\n'), [`h264,${chunks.video.length}`, `aac,${chunks.audio.length}`])
  })
})

const SIZES = [
  { width: 320, height: 180, frameRate: 60, gopSeconds: 0.5 },
  { width: 1280, height: 720, frameRate: 25, gopSeconds: 1 },
]
for (const size of SIZES) {
  test(`${size.width}×${size.height} at ${size.frameRate} fps, without sound`, need('ffmpeg'), async () => {
    const config = { source: 'test', audio: false, videoBitrate: 2_000_000, ...size }
    const { announcements, chunks } = await record(config, 40)
    const [video, ...others] = announcements[0]?.tracks ?? []
    assert.ok(video?.clock && others.length === 0 && chunks.audio.length === 0)
    assert.ok(chunks.video[size.frameRate * size.gopSeconds]?.keyframe)
    const media = Buffer.concat([video.init, ...chunks.video.map(({ payload }) => payload)])
    const pictures = await decodePictures(media, size.width, size.height)
    const read = pictures.map((picture) =>
      decodeClock(
        clockCellCentres(video.clock as NonNullable<typeof video.clock>).map(
          ({ x, y }): Bit => ((picture[y * size.width + x] as number) >= 128 ? 1 : 0),
        ),
      ),
    )
    assert.ok(read.every((value) => value !== undefined && value < CLOCK_PERIOD_MILLIS))
  })
}

const makeFile = (path: string, ...inputs: string[]): void => {
  const lavfi = inputs.flatMap((input) => ['-f', 'lavfi', '-i', input])
  execFileSync('ffmpeg', ['-v', 'error', ...lavfi, '-t', '1', '-c:v', 'mpeg4', '-c:a', 'aac', path])
}

test('a file plays over and over at its own speed, in step with its sound', need('ffmpeg'), async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'a.mp4')
    makeFile(path, 'testsrc2=size=400x400:rate=25', 'sine')
    const { announcements, chunks, arrivalsMillis } = await record({ source: 'file', input: path }, 75)
    assert.deepEqual(
      announcements[0]?.tracks.map(({ name, width, height, clock }) => ({ name, width, height, clock })),
      [
        { name: 'video', width: 640, height: 360, clock: undefined },
        { name: 'audio', width: undefined, height: undefined, clock: undefined },
      ],
    )
    const seconds = ((arrivalsMillis[60] as number) - (arrivalsMillis[10] as number)) / 1000
    assert.ok(seconds > 1.2, `50 pictures take 2 s, less what is made up for a stall; took ${seconds}`)
    const behind = (chunks.video.at(-1)?.decodeTimeMicros ?? 0) - (chunks.audio.at(-1)?.decodeTimeMicros ?? 0)
    assert.ok(Math.abs(behind) < 500_000, `sound is ${behind} µs behind`)
  })
})

test('a url plays', need('ffmpeg'), async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'a.ts')
    makeFile(path, 'testsrc2=size=640x360:rate=30', 'sine')
    const media = await readFile(path)
    const login = 'operator:hunter2'
    const expected = `Basic ${Buffer.from(login).toString('base64')}`
    const server = createServer((request, response) => {
      if (request.headers.authorization === expected) response.end(media)
      else response.writeHead(401, { 'www-authenticate': 'Basic realm="camera"' }).end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    process.env.TEST_CAMERA_LOGIN = login
    const input = `http://\${TEST_CAMERA_LOGIN}@127.0.0.1:${port}/a.ts`
    const { announcements, chunks } = await record({ source: 'url', input }, 20)
    delete process.env.TEST_CAMERA_LOGIN
    assert.deepEqual(
      announcements[0]?.tracks.map(({ name }) => name),
      ['video', 'audio'],
    )
    assert.ok(chunks.audio.length > 10)
    server.close()
    server.closeAllConnections()
  })
})

test('a file without sound plays', need('ffmpeg'), async () => {
  await withFolder(async (folder) => {
    const path = join(folder, 'silent.mkv')
    makeFile(path, 'testsrc2=size=640x360:rate=30')
    const { announcements } = await record({ source: 'file', input: path, clock: true }, 20)
    assert.deepEqual(
      announcements[0]?.tracks.map(({ name, clock }) => [name, clock?.cell]),
      [['video', 16]],
    )
  })
})

test('a run that is stopped leaves no socket behind, however early', need('ffmpeg'), async () => {
  const ours = async (): Promise<string[]> =>
    (await readdir(tmpdir())).filter((name) => name.startsWith(`weir-ingress-${process.pid}-`))
  const run = await start({ source: 'test' }, createRecorder())
  assert.equal((await ours()).length, 1)
  assert.deepEqual(await run.stop(), { cause: 'stopped', reason: 'told to' })
  assert.deepEqual(await ours(), [])
})

test('an input that ends, and one that fails, say so', need('ffmpeg'), async () => {
  const recorder = createRecorder()
  const binary = await findFfmpeg()
  const config = StreamConfig.parse({ source: 'test', audio: false })
  const plan = await resolveSource(config, binary.path)
  const common = {
    config,
    binary,
    redact,
    publisher: recorder.publisher,
    nodeMicros: systemMicros,
    onChunk: () => {},
    onDropped: () => {},
    patience: PATIENCE,
  }
  const short = { ...plan, inputs: [{ options: ['-f', 'lavfi', '-t', '0.2'], from: plan.inputs[0]?.from ?? '' }] }
  assert.equal((await (await startRun({ ...common, plan: short })).ended).cause, 'ended')
  const wrong = { ...plan, inputs: [{ options: ['-f', 'lavfi'], from: 'nosuchfilter' }] }
  const end = await (await startRun({ ...common, plan: wrong })).ended
  assert.equal(end.cause, 'failed')
  assert.match(end.reason, /No such filter: 'nosuchfilter'/)
})

test('what ffmpeg quotes of an address holds no secret, however it is cut', need('ffmpeg'), async () => {
  const recorder = createRecorder()
  const binary = await findFfmpeg()
  const config = StreamConfig.parse({ source: 'test', audio: false })
  const plan = await resolveSource(config, binary.path)
  // Nobody listens there. With the password all along it, any cut of the line goes through it.
  const password = 'hunter2'.repeat(80)
  const secret = `rtsp://operator:${password}@127.0.0.1:1/a`
  const end = await (
    await startRun({
      config,
      binary,
      redact: redactFor([secret], {}),
      plan: { ...plan, inputs: [{ options: [], from: secret }] },
      publisher: recorder.publisher,
      nodeMicros: systemMicros,
      onChunk: () => {},
      onDropped: () => {},
      patience: PATIENCE,
    })
  ).ended
  assert.equal(end.cause, 'failed')
  assert.match(end.reason, /refused/)
  assert.doesNotMatch(end.reason, /hunter|unter2|operator/)
})
