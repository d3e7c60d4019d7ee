import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import test from 'node:test'
import { filmTurn, parseLastFrames, silentTurn, turnList } from './turns.ts'

const ENDS = `#format: frame checksums
#tb 0: 1/25
#media_type 0: video
#tb 1: 1/48000
#media_type 1: audio
1,      -1024,      -1024,     1024,        6, 0x02c80057, S=1, 10
0,         73,         75,        1,      301, 0x1f2b9e3b
0,         74,         74,        1,      301, 0x1f2b9e3b, F=0x0
1,     142976,     142976,     1024,        6, 0x02c80057
`

test('where picture and sound end, whatever the order of the pictures', () => {
  assert.deepEqual(parseLastFrames(ENDS, 0.04), { pictureEndSeconds: 3.04, soundEndSeconds: 3 })
  const shapeless = ENDS.replaceAll('        1,      301', '        0,      301')
  assert.equal(parseLastFrames(shapeless, 0.5).pictureEndSeconds, 3.5)
  const silent = ENDS.replaceAll(/^1, .*\n/gm, '')
  assert.deepEqual(parseLastFrames(silent, 0.04), { pictureEndSeconds: 3.04, soundEndSeconds: undefined })
  assert.deepEqual(parseLastFrames('a.mkv: Input/output error', 0.04), {
    pictureEndSeconds: undefined,
    soundEndSeconds: undefined,
  })
})

const says = (duration: string, start: string): string =>
  `Input #0, matroska,webm, from 'a.mkv':\n  Metadata:\n  Duration: ${duration}, start: ${start}, bitrate: 9 kb/s\n`
const first = (pictureSeconds: number, soundSeconds: number | undefined) => ({
  pictureSeconds,
  soundSeconds,
  fault: undefined,
})
const last = (pictureEndSeconds: number | undefined, soundEndSeconds: number | undefined) => ({
  pictureEndSeconds,
  soundEndSeconds,
})
const TURNS = [
  ['together', says('00:00:03.02', '0.000000'), first(0, 0.02), last(3, 3.02), undefined],
  ['sound is later', says('00:00:03.00', '0.000000'), first(0, 1), last(3, 3), { seconds: 3, standsSeconds: 0 }],
  [
    'picture is later',
    says('01:00:05.00', '0.000000'),
    first(2, 0),
    last(3605, 3605),
    { seconds: 3605, standsSeconds: 2 },
  ],
  ['sound ends early', says('00:00:03.00', '0.000000'), first(0, 0), last(3, 1.5), { seconds: 3, standsSeconds: 0 }],
  ['picture ends early', says('00:00:03.00', '0.000000'), first(0, 0), last(1, 3), { seconds: 3, standsSeconds: 2 }],
  [
    'the end is far from its picture',
    says('00:00:30.00', '0.000000'),
    first(0, 0),
    last(undefined, 30),
    { seconds: 30, standsSeconds: 30 },
  ],
  [
    'the end is far from its sound',
    says('00:00:30.00', '0.000000'),
    first(0, 0),
    last(30, undefined),
    { seconds: 30, standsSeconds: 0 },
  ],
  ['from 100 s on', says('00:00:03.00', '100.000000'), first(0, 1), last(103, 103), { seconds: 3, standsSeconds: 0 }],
  [
    'Matroska says where it ends',
    says('00:01:43.00', '100.000000'),
    first(0, 1),
    last(103, 103),
    { seconds: 3, standsSeconds: 0 },
  ],
  ['no frames near the end', says('00:00:03.00', '0.000000'), first(0, 1), last(undefined, undefined), undefined],
  ['no duration', "Input #0, flv, from 'a'\n  Duration: N/A, start: 0.000000", first(0, 1), last(3, 3), undefined],
  ['a time that was set back', says('00:00:02.00', '3601.000000'), first(0, 1), last(3, 3), undefined],
  ['a counter that wrapped', says('00:00:04.00', '1.000000'), first(0, 1), last(95_445, 95_445), undefined],
] as const

for (const [name, said, begins, ends, turn] of TURNS) {
  test(`one turn of a film: ${name}`, () => assert.deepEqual(filmTurn(said, begins, ends), turn))
}

const slides = (pictureEndSeconds: number, stands = true) => ({
  stands,
  holes: [],
  longestSeconds: 9,
  pictureEndSeconds,
  soundEndSeconds: undefined,
})
const mp4 = (duration: string): string => says(duration, '0.000000').replace('matroska,webm', 'mov,mp4,m4a')
const of = (format: string, said: string): string => said.replace('matroska,webm', format)
const SILENT = [
  ['a stream that cannot be begun again', of('h264', says('00:00:00.00', '0')), slides(3, false), 3],
  ['pictures behind each other', of('jpeg_pipe', says('00:00:00.00', '0')), slides(3, false), 3],
  ['MPEG, which begins late', of('mpeg', says('00:00:03.00', '0.533333')), slides(3, false), 3],
  ['MPEG of two behind each other', of('mpeg', says('00:00:03.00', '0.533333')), slides(6, false), undefined],
  ['its last picture ends it', says('00:00:24.04', '0.000000'), slides(24.04), 24.04],
  ['an MP4 tells how long the last stands', mp4('00:00:33.00'), slides(24.04), 33],
  ['an MP4 of which ffmpeg guesses too much', mp4('00:00:24.04'), slides(27), 24.04],
  ['an MP4 that was cut off', mp4('01:00:00.00'), slides(24.04), 24.04],
  ['nothing stands', says('00:00:24.04', '0.000000'), slides(24.04, false), undefined],
  ['times that nobody knows', says('00:00:24.04', '0.000000'), undefined, undefined],
] as const
for (const [name, said, times, seconds] of SILENT) {
  test(`one turn of slides without sound: ${name}`, () => assert.equal(silentTurn(said, times)?.seconds, seconds))
}

test('a list holds any path but one of several lines, and as many turns as last a month', () => {
  const list = turnList("it's a film.mkv", 3600)?.() ?? ''
  const [head, file, length] = list.split('\n')
  assert.equal(head, 'ffconcat version 1.0')
  assert.equal(file, `file 'file:${resolve('it')}'\\''s a film.mkv'`)
  assert.equal(length, 'duration 3600.000000')
  assert.equal(list.match(/^file /gm)?.length, 30 * 24)
  assert.equal(turnList('a.mkv', 0.1)?.().match(/^file /gm)?.length, 100_000)
  assert.equal(turnList('a\nb.mkv', 3), undefined)
  assert.equal(turnList('x'.repeat(3000), 3), undefined)
})

test('FLV cannot be begun again, whatever it says of its length', () => {
  const times = { ...slides(3, false), soundEndSeconds: 3 }
  for (const length of ['00:00:03.00', 'N/A']) {
    const turn = filmTurn(of('flv', says(length, '0.000000')), first(0, 0), last(3, 3), times)
    assert.equal(turn?.seconds, 3)
  }
})
