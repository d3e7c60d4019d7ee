// Real files that can't be played, and why: the reason is what the first line of `weir up` says.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { StreamConfig } from '@weir/relay/config'
import { need } from '@weir/test-support'
import { ffmpegs, make, withFolder } from '../test-recording.ts'
import { resolveSource, SourceError } from './index.ts'

const PICTURE = ['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=25', '-t', '2', '-c:v', 'libx264', '-bf', '2']
const KEY = '76a6c65c5ea762046bd749a2e632ccbb'
const film = (path: string, ...options: string[]): Buffer => {
  make(...PICTURE, '-pix_fmt', 'yuv420p', ...options, path)
  return readFileSync(path)
}
const FRONT = ['-movflags', '+faststart']
/** An MP4 of which this part of its index is left. */
const cutIndex = (path: string, keep: (index: Buffer) => number): void => {
  const whole = film(path, ...FRONT)
  const at = whole.indexOf('moov') - 4
  writeFileSync(path, whole.subarray(0, at + keep(whole.subarray(at, at + whole.readUInt32BE(at)))))
}
const part = (share: number) => (path: string) => {
  const whole = film(path)
  writeFileSync(path, whole.subarray(0, Math.round(whole.length * share)))
}

const NO_INDEX = /nothing that ffmpeg can play: moov atom not found, so that it is no MP4/
const FILES: readonly (readonly [string, string, (path: string) => void, RegExp])[] = [
  ['an MP4 of which 30 % is there', 'a.mp4', part(0.3), NO_INDEX],
  ['an MP4 of which 60 % is there', 'a.mp4', part(0.6), NO_INDEX],
  [
    'an index that was cut off in a table',
    'a.mp4',
    (path) => cutIndex(path, (index) => index.indexOf('ctts') + 60),
    /nothing that ffmpeg can play: .*(?:corrupted CTTS atom|index of this MP4 \(moov\) is damaged)/,
  ],
  [
    'an index that was cut off in another',
    'a.mp4',
    (path) => cutIndex(path, (index) => index.indexOf('stsz') + 100),
    /STSZ atom truncated|the index of this MP4 \(moov\) is damaged|no picture that ffmpeg can decode/,
  ],
  [
    'an index with a table that is too long',
    'a.mp4',
    (path) => {
      const whole = film(path, ...FRONT)
      whole.writeUInt32BE(0x7fffffff, whole.indexOf('ctts') + 8)
      writeFileSync(path, whole)
    },
    /nothing that ffmpeg can play: .*(?:corrupted CTTS atom|index of this MP4 \(moov\) is damaged)/,
  ],
  [
    'an encrypted film',
    'a.mp4',
    (path) =>
      void film(path, '-encryption_scheme', 'cenc-aes-ctr', '-encryption_key', KEY, '-encryption_kid', KEY, ...FRONT),
    /is encrypted \(DRM\), so that its picture cannot be decoded/,
  ],
  [
    'a text',
    'a.txt',
    (path) => writeFileSync(path, 'A line.\n'.repeat(2000)),
    /nothing that ffmpeg can play: it is a text/,
  ],
  [
    'subtitles',
    'a.srt',
    (path) => writeFileSync(path, '1\n00:00:00,000 --> 00:00:01,000\nA line.\n\n'),
    /nothing that ffmpeg can play: it has neither a picture nor sound/,
  ],
  ['noise', 'a.ts', (path) => writeFileSync(path, Buffer.alloc(5000, 'weir')), /it has no format that ffmpeg knows/],
]

for (const { name: build, env, options } of ffmpegs(need('ffmpeg'))) {
  describe(`by the ${build}`, options, () => {
    for (const [name, file, write, reason] of FILES)
      test(`${name} is refused, with the reason`, async () => {
        await withFolder(async (folder) => {
          const input = join(folder, file)
          write(input)
          await assert.rejects(
            resolveSource(StreamConfig.parse({ source: 'file', input }), env.WEIR_FFMPEG ?? 'ffmpeg'),
            (error) => {
              assert.ok(error instanceof SourceError, String(error))
              assert.match(error.message, reason)
              assert.doesNotMatch(error.message, /\n|End of file|Error marking/)
              return true
            },
          )
        })
      })

    test('a Matroska film that was cut off plays what is there', async () => {
      await withFolder(async (folder) => {
        const input = join(folder, 'a.mkv')
        part(0.6)(input)
        const plan = await resolveSource(StreamConfig.parse({ source: 'file', input }), env.WEIR_FFMPEG ?? 'ffmpeg')
        assert.equal(plan.frameRate, 25)
      })
    })
  })
}
