import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { StreamConfig } from '@weir/relay/config'
import { need } from '@weir/test-support'
import { resolveSource, SourceError } from './index.ts'
import { pacedInput } from './paced-input.ts'
import { parseProbe } from './probe.ts'
import { chooseWebcamMode, parseWebcamFormats } from './webcam-modes.ts'
import { captureFault } from './webcam-source.ts'

const WANTED = { width: 640, height: 360 }
const LAPTOP = `[video4linux2,v4l2 @ 0x55d0c8b0c6c0] Compressed:       mjpeg :          Motion-JPEG : 1280x720 640x480 640x360 320x240
[video4linux2,v4l2 @ 0x55d0c8b0c6c0] Raw       :     yuyv422 :           YUYV 4:2:2 : 640x480 640x360 320x240 1280x720
/dev/video0: Immediate exit requested`
const STEPWISE = `[video4linux2,v4l2 @ 0xaa] Raw       :     yuv420p :     Planar YUV 4:2:0 : {32-2592, 2}x{32-1944, 2}
[video4linux2,v4l2 @ 0xaa] Compressed:        h264 :                H.264 : {32-2592, 2}x{32-1944, 2}`
const FOREIGN = `[video4linux2,v4l2 @ 0xaa] Compressed: Unsupported :           Z16 depth : 640x480
[video4linux2,v4l2 @ 0xaa] Compressed:       mjpeg :          Motion-JPEG : 320x240 160x120`

const MODES = [
  {
    name: 'raw where it is as large',
    says: LAPTOP,
    wanted: WANTED,
    mode: { format: 'yuyv422', width: 640, height: 360 },
  },
  {
    name: 'compressed for large pictures',
    says: LAPTOP,
    wanted: { width: 1280, height: 720 },
    mode: { format: 'mjpeg', width: 1280, height: 720 },
  },
  {
    name: 'the next size up',
    says: LAPTOP,
    wanted: { width: 600, height: 340 },
    mode: { format: 'yuyv422', width: 640, height: 360 },
  },
  {
    name: 'the largest, when none covers it',
    says: FOREIGN,
    wanted: WANTED,
    mode: { format: 'mjpeg', width: 320, height: 240 },
  },
  {
    name: 'any size within limits',
    says: STEPWISE,
    wanted: WANTED,
    mode: { format: 'yuv420p', width: 640, height: 360 },
  },
  { name: 'none', says: 'Inappropriate ioctl for device', wanted: WANTED, mode: undefined },
] as const

for (const { name, says, wanted, mode } of MODES) {
  test(`webcam mode: ${name}`, () => {
    assert.deepEqual(chooseWebcamMode(parseWebcamFormats(says, wanted), wanted), mode)
  })
}

test('why a webcam does not begin', () => {
  const busy = parseProbe('/dev/video0: Device or resource busy').fault ?? ''
  assert.equal(captureFault('/dev/video0', busy), 'webcam "/dev/video0" is in use by another program')
  assert.match(
    captureFault('/dev/video0', '/dev/video0: Input/output error'),
    /gives no picture: .*Input\/output error$/,
  )
})

/** Of an input in which nothing is special. */
const PROGRESSIVE = { tickRate: undefined, interlaced: false, still: false, fault: undefined }

test('the rate of a webcam is what the driver made of the one that was asked for', () => {
  const said = `[video4linux2,v4l2 @ 0x562ac3ddb940] The driver changed the time per frame from 1/30 to 2/25
Input #0, video4linux2,v4l2, from '/dev/video0':
  Duration: N/A, start: 361.288869, bitrate: 184320 kb/s
  Stream #0:0: Video: rawvideo (YUY2 / 0x32595559), yuyv422, 1280x720, 184320 kb/s, 12.50 fps, 12.50 tbr, 1000k tbn
At least one output file must be specified
[video4linux2,v4l2 @ 0x562ac3ddb940] Some buffers are still owned by the caller on close.`
  assert.deepEqual(parseProbe(said), { ...PROGRESSIVE, video: true, audio: false, frameRate: 12.5, tickRate: 12.5 })
})

const INPUT = {
  description: 'file "a.mkv"',
  from: 'file:a.mkv',
  options: ['-stream_loop', '-1'],
  hold: true,
  keepStart: false,
}
const SAYS = (...streams: string[]) =>
  `Input #0, matroska,webm, from 'a.mkv':\n  Duration: 00:00:05.00\n${streams.join('\n')}\nAt least one output file must be specified`
const VIDEO = '  Stream #0:0(eng): Video: h264 (High), yuv420p(progressive), 640x360, 30 fps'
const AUDIO = '    Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo'
const COVER = '  Stream #0:1: Video: mjpeg (Baseline), yuvj420p, 600x600 (attached pic)'

test('what an input holds', () => {
  assert.deepEqual(parseProbe(SAYS(VIDEO, AUDIO)), { ...PROGRESSIVE, video: true, audio: true, frameRate: 30 })
  assert.deepEqual(parseProbe(SAYS(VIDEO)), { ...PROGRESSIVE, video: true, audio: false, frameRate: 30 })
  assert.deepEqual(parseProbe(SAYS(AUDIO, COVER)), {
    video: false,
    audio: true,
    frameRate: undefined,
    ...PROGRESSIVE,
  })
  assert.equal(
    parseProbe('a.mkv: Invalid data found when processing input').fault,
    'it has no format that ffmpeg knows',
  )
  for (const [said, fault] of [
    [
      '[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55e91028a880] moov atom not found\na.mp4: Invalid data found when processing input',
      'moov atom not found',
    ],
    [
      '[tcp @ 0x55ff] Failed to resolve hostname b: Name unknown\nrtsp://b/x: Input/output error',
      'Failed to resolve hostname b: Name unknown',
    ],
    [
      '[tcp @ 0x55ff] Connection to tcp://b?timeout=0 failed: Connection refused\nrtsp://b/x: Connection refused',
      'rtsp://b/x: Connection refused',
    ],
    ['', 'ffmpeg said nothing'],
  ] as const)
    assert.equal(parseProbe(said).fault, fault)
  for (const [fields, interlaced] of [
    ['(tv, top first)', true],
    ['(tv, bt470bg, bottom coded first (swapped))', true],
    ['(tv, progressive)', false],
  ] as const) {
    assert.equal(parseProbe(SAYS(VIDEO.replace('(progressive)', fields))).interlaced, interlaced, fields)
  }
  assert.equal(parseProbe("Input #0, jpeg_pipe, from 'a.jpg':\n  Stream #0:0: Video: mjpeg, 9x9, 25 fps").still, true)
  assert.equal(parseProbe("Input #0, gif, from 'a.gif':\n  Stream #0:0: Video: gif, 9x9, 25 fps").still, false)
})

test('sound is taken where there is some and it is wanted; without a picture there is no stream', () => {
  const config = StreamConfig.parse({ source: 'file', input: 'a.mkv' })
  assert.ok(pacedInput(INPUT, config, parseProbe(SAYS(VIDEO, AUDIO))).audio)
  assert.equal(pacedInput(INPUT, config, parseProbe(SAYS(VIDEO))).audio, undefined)
  assert.equal(pacedInput(INPUT, { ...config, audio: false }, parseProbe(SAYS(VIDEO, AUDIO))).audio, undefined)
  assert.equal(pacedInput(INPUT, config, parseProbe(SAYS(VIDEO.replace('30 fps', '23.98 fps')))).frameRate, 23.976)
  assert.equal(pacedInput(INPUT, config, parseProbe(SAYS(VIDEO.replace('30 fps', '60 fps')))).frameRate, 30)
  assert.throws(() => pacedInput(INPUT, config, parseProbe(SAYS(AUDIO, COVER))), /"a.mkv" has no picture/)
})

const refusal = async (config: object, ffmpegPath = 'ffmpeg'): Promise<string> => {
  const error = await resolveSource(StreamConfig.parse(config), ffmpegPath).then(
    () => undefined,
    (reason: Error) => reason,
  )
  assert.ok(error instanceof SourceError, String(error))
  return error.message
}

test('a source that can never work says so in one sentence', async () => {
  assert.equal(await refusal({ source: 'file', input: '/none/a.mp4' }), 'source file "/none/a.mp4" is not there')
  assert.equal(await refusal({ source: 'file', input: '/dev' }), 'source file "/dev" is not a file')
  assert.match(await refusal({ source: 'file' }), /needs an input/)
  assert.match(await refusal({ source: 'url' }), /needs an input/)
  assert.equal(await refusal({ source: 'webcam', input: '/dev/video99' }), 'webcam "/dev/video99" is not there')
})

test('auto takes the test picture where there is no webcam, and says why', async () => {
  const plan = await resolveSource(StreamConfig.parse({ source: 'auto', input: '/dev/video99' }), 'ffmpeg')
  assert.equal(plan.synthetic, true)
  assert.equal(plan.description, 'test picture 640×360 at 30 fps, since webcam "/dev/video99" is not there')
})

test('a device that is no camera says so', need('ffmpeg'), async () => {
  const said = await refusal({ source: 'webcam', input: '/dev/null' })
  assert.equal(said, 'webcam "/dev/null" offers no format that ffmpeg reads')
})

test('a file that is no media says so', need('ffmpeg'), async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weir-source-'))
  try {
    const path = join(folder, 'a.mp4')
    await writeFile(path, '')
    assert.equal(await refusal({ source: 'file', input: path }), `source file "${path}" is empty`)
    await writeFile(path, 'no media at all')
    assert.equal(
      await refusal({ source: 'file', input: path }),
      `source file "${path}" is nothing that ffmpeg can play: moov atom not found, so that it is no MP4, or one whose recording or copy was not finished`,
    )
    await writeFile(`${path}.txt`, 'no media at all')
    assert.match(
      await refusal({ source: 'file', input: `${path}.txt` }),
      /"[^"]*" (?:is nothing that ffmpeg can play: (?!file:)|has no picture)/,
    )
  } finally {
    await rm(folder, { recursive: true })
  }
})
