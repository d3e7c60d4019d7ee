import assert from 'node:assert/strict'
import test from 'node:test'
import { paceOf } from './pace.ts'
import { parseProbe } from './probe.ts'

/** What `ffmpeg -i` says of a picture, what was asked for, and the rate to publish. */
const PROBES: readonly (readonly [string, string, number, number])[] = [
  ['the usual', '25 fps, 25 tbr, 12800 tbn', 30, 25],
  ['faster than asked for', '60 fps, 60 tbr, 15360 tbn', 30, 30],
  ['29.97', '29.97 fps, 29.97 tbr, 30k tbn', 30, 29.97],
  ['slow', '2 fps, 2 tbr, 16384 tbn', 30, 2],
  ['a slide show at 25 with an average of 25/301', '0.08 fps, 25 tbr, 12800 tbn', 30, 25],
  ['a hole of an hour at 30', '0.03 fps, 30 tbr, 15360 tbn', 30, 30],
  ['stands for ten seconds of fourteen', '8.57 fps, 30 tbr, 15360 tbn', 30, 30],
  ['stands for half of the time', '15 fps, 30 tbr, 15360 tbn', 30, 30],
  ['the same of 50, which is more than asked for', '3.20 fps, 50 tbr, 12800 tbn', 30, 30],
  ['the same of 50, at 60', '3.20 fps, 50 tbr, 12800 tbn', 60, 50],
  ['a telephone in the dark', '24.30 fps, 30 tbr, 90k tbn', 30, 24.3],
  ['a film of fields', '25 fps, 50 tbr, 90k tbn', 30, 25],
  ['a film on a DVD', '23.98 fps, 59.94 tbr, 90k tbn', 30, 23.976],
  ['a browser that counts ms, with an average', '28.50 fps, 1k tbr, 1k tbn', 30, 28.5],
  ['a browser that counts ms', '1k fps, 1k tbr, 1k tbn', 30, 30],
  ['ticks of 90 kHz, few pictures', '12 fps, 90k tbr, 90k tbn', 30, 12],
  ['hundredths of a second, as a GIF has', '10 fps, 100 tbr, 100 tbn', 30, 30],
  ['only ticks are known', '25 tbr, 1200k tbn', 30, 25],
  ['nothing is known', '1k tbn', 30, 30],
  ['a slide each ten seconds', '0.10 fps, 0.10 tbr, 10240 tbn', 30, 30],
]
/** The rate that the pictures themselves show besides. */
const READ: readonly (readonly [string, string, number, number, number])[] = [
  ['stands for a quarter of the time', '22.41 fps, 30 tbr, 15360 tbn', 30.002, 60, 30],
  ['stands for half of the time and a picture less', '15.08 fps, 30 tbr, 15360 tbn', 30, 60, 30],
  ['the same of 29.97', '27.06 fps, 29.97 tbr, 30k tbn', 29.96, 60, 29.97],
  ['the same of 23.976', '12.07 fps, 23.98 tbr, 24k tbn', 23.97, 60, 23.976],
  ['the same of 59.94, more than asked for', '30.01 fps, 59.94 tbr, 60k tbn', 59.9, 30, 30],
  ['a rate that doubles', '37.50 fps, 50 tbr, 12800 tbn', 50, 60, 50],
  ['a telephone', '29.93 fps, 30 tbr, 90k tbn', 29.94, 30, 29.93],
  ['a browser that counts ms', '1k fps, 1k tbr, 1k tbn', 28.4444, 30, 28.444],
  ['slides', '0.20 fps, 0.20 tbr, 16384 tbn', 0.2, 30, 30],
]
for (const [name, rates, cadence, asked, expected] of READ)
  test(`${name}: ${rates}, ${cadence} read, ${asked} asked for`, () => {
    const said = `Input #0, mov, from 'a.mp4':\n  Stream #0:0: Video: mpeg4, yuv420p, 320x180, 1 kb/s, ${rates}`
    assert.equal(paceOf(asked, parseProbe(said), cadence), expected)
  })

for (const [name, rates, asked, expected] of PROBES)
  test(`${name}: ${rates}, ${asked} asked for`, () => {
    const said = `Input #0, mov, from 'a.mp4':\n  Stream #0:0: Video: mpeg4, yuv420p, 320x180, 1 kb/s, ${rates} (default)`
    assert.equal(paceOf(asked, parseProbe(said)), expected)
  })

test('a picture of two fields that are read as two', () =>
  assert.equal(paceOf(60, { frameRate: 25, tickRate: 50, interlaced: true }, 50), 25))
