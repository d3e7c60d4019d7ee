import assert from 'node:assert/strict'
import test from 'node:test'
import { faultIn } from './fault.ts'
import { parseProbe } from './probe.ts'

const MOV = '[mov,mp4,m4a,3gp,3g2,mj2 @ 0x558cd8276880]'
/** What ffmpeg says (5.1, 7, the build of 2018), and the reason. */
const SAID: readonly (readonly [string, string, string])[] = [
  [
    'an index that is cut off',
    `${MOV} reached eof, corrupted CTTS atom\n${MOV} error reading header\na.mp4: End of file\n`,
    'reached eof, corrupted CTTS atom',
  ],
  [
    'the same, by 7',
    `${MOV} reached eof, corrupted CTTS atom\n${MOV} error reading header\n[in#0 @ 0x55d9] Error opening input: End of file\nError opening input file a.mp4.\nError opening input files: End of file\n`,
    'reached eof, corrupted CTTS atom',
  ],
  [
    'what comes of it besides',
    `${MOV} STSZ atom truncated\n${MOV} stream 0, contradictionary STSC and STCO\n${MOV} error reading header\na.mp4: Invalid data found when processing input`,
    'STSZ atom truncated',
  ],
  [
    'nothing but that the index is damaged',
    `${MOV} error reading header\na.mp4: Cannot allocate memory`,
    'the index of this MP4 (moov) is damaged or was cut off',
  ],
  [
    'advice',
    `${MOV} Version 255 is not implemented. Update your FFmpeg version to the newest one from Git. If the problem still occurs, tell us.\n${MOV} If you want to help, upload a sample\n${MOV} error reading header\na.mp4: Not yet implemented in FFmpeg, patches welcome`,
    'Version 255 is not implemented.',
  ],
  [
    'a guess that was wrong',
    `${MOV} Format mov,mp4 detected only with low score of 1, misdetection possible!\n${MOV} moov atom not found\na.mp4: Invalid data found when processing input`,
    'moov atom not found',
  ],
  ['no format at all', 'a.txt: Invalid data found when processing input', 'it has no format that ffmpeg knows'],
  [
    'no format at all, by 7',
    '[in#0 @ 0x55d9] Error opening input: Invalid data found when processing input\nError opening input file a.txt.\nError opening input files: Invalid data found when processing input\n',
    'it has no format that ffmpeg knows',
  ],
  ['a system that says no', 'a.mp4: Permission denied', 'a.mp4: Permission denied'],
  [
    'a system that says no, by 7',
    '[in#0 @ 0x55d9] Error opening input: Permission denied\nError opening input file a.mp4.\nError opening input files: Permission denied',
    'Permission denied',
  ],
  [
    'a camera',
    '[v4l2 @ 0x1] The driver changed the time per frame\n/dev/video0: Input/output error',
    '/dev/video0: Input/output error',
  ],
  [
    'a name that nobody knows',
    '[tcp @ 0x55d9] Failed to resolve hostname x: Name or service not known\nhttp://x/: Input/output error',
    'Failed to resolve hostname x: Name or service not known',
  ],
  [
    'only subtitles',
    "Input #0, srt, from 'a.srt':\n  Stream #0:0: Subtitle: subrip\nAt least one output file must be specified",
    'it has neither a picture nor sound',
  ],
  [
    'a text by its name',
    "Input #0, tty, from 'a.txt':\n  Stream #0:0: Video: ansi, pal8, 640x400, 25 fps\nAt least one",
    'it is a text',
  ],
  ['nothing', '', 'ffmpeg said nothing'],
]
for (const [name, said, reason] of SAID) test(`the reason: ${name}`, () => assert.equal(parseProbe(said).fault, reason))

test('while it decodes, the first that names a cause', () => {
  const lines = [
    `${MOV} stream 0, missing mandatory atoms, broken header`,
    'Cannot determine format of input stream 0:0 after EOF',
    'Error marking filters as finished',
    'Invalid data found when processing input',
  ]
  assert.deepEqual(faultIn(lines.join('\n')), {
    text: 'stream 0, missing mandatory atoms, broken header',
    vague: false,
  })
  assert.equal(faultIn(lines.slice(1).join('\n')).vague, true)
})
