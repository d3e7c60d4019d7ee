import assert from 'node:assert/strict'
import test from 'node:test'
import { createLiveness, type LivenessView, type Verdict } from './liveness.ts'

const WELL: LivenessView = {
  nowSeconds: 0,
  connected: true,
  frameSeconds: 1 / 30,
  behindSeconds: 0.05,
  linkSeconds: 0.02,
  silentSeconds: 0.03,
  newestAt: '22:41:03',
  replayed: false,
  sounds: false,
  paused: false,
  held: false,
}
const LOOK_SECONDS = 0.25

/** Looks for so long, from a picture that is live on, and tells the last verdict. */
const after = (seconds: number, view: (atSeconds: number) => Partial<LivenessView>): Verdict => {
  const liveness = createLiveness()
  let last = liveness.judge(WELL)
  for (let at = LOOK_SECONDS; at <= seconds; at += LOOK_SECONDS)
    last = liveness.judge({ ...WELL, ...view(at), nowSeconds: at })
  return last
}
const said = (verdict: Verdict): string =>
  'sentence' in verdict ? `${verdict.kind}: ${verdict.sentence}` : verdict.kind

const CASES: readonly (readonly [string, number, (at: number) => Partial<LivenessView>, string])[] = [
  ['a picture that is near', 60, () => ({}), 'well'],
  ['one that is behind for a moment', 1.5, () => ({ behindSeconds: 3 }), 'soon'],
  [
    'a picture that gets nearer',
    2,
    (at) => ({ behindSeconds: 12 - 2 * at }),
    'behind: The picture is 8 s behind. Catching up…',
  ],
  [
    'a decoder that is too slow',
    6,
    (at) => ({ behindSeconds: 12 + 0.3 * at }),
    'behind: The picture is 14 s behind. This browser decodes the stream too slowly to catch up; the next keyframe may help.',
  ],
  [
    'a link that carries less than the stream',
    6,
    (at) => ({ linkSeconds: 0.8 * at }),
    'behind: The picture is 5 s old. The connection to the edge is too slow for this stream.',
  ],
  [
    'such a link, of which the edge now and then drops what waits',
    20,
    (at) => ({ linkSeconds: 4 + (at % 2) }),
    'behind: The picture is 4 s old. The connection to the edge is too slow for this stream.',
  ],
  ['a link that is full for a moment', 1.5, () => ({ linkSeconds: 3 }), 'soon'],
  ['a link of which nothing is known', 60, () => ({ linkSeconds: undefined }), 'well'],
  ['an edge that does not answer', 2, () => ({ connected: false }), 'behind: The edge has not answered yet.'],
  ['a source that is gone', 2, (at) => ({ silentSeconds: at }), 'silent: Nothing has come since 22:41:03.'],
  [
    'a source that is gone, out of the cache',
    2,
    (at) => ({ silentSeconds: at, replayed: true }),
    'silent: Nothing new comes: the newest picture is of 22:41:03.',
  ],
  [
    'a picture that is gone without its sound',
    2,
    (at) => ({ silentSeconds: at, sounds: true }),
    'silent: No picture has come since 22:41:03; the sound goes on.',
  ],
  ['a source of a frame a second', 2.5, (at) => ({ silentSeconds: at, frameSeconds: 1, behindSeconds: 1.5 }), 'well'],
  [
    'a join for which there is no keyframe',
    2,
    () => ({ silentSeconds: undefined, behindSeconds: undefined }),
    'silent: Nothing has come yet. The picture begins with the stream’s next keyframe.',
  ],
  [
    'a browser that plays nothing without a click',
    2,
    (at) => ({ paused: true, behindSeconds: 1 + at }),
    'behind: Paused. “Play”, or a click on the picture, plays it.',
  ],
  [
    'one that is paused, and sought after the live edge all the same',
    2,
    () => ({ paused: true }),
    'behind: Paused. “Play”, or a click on the picture, plays it.',
  ],
  ['a browser that wants nothing for a moment', 1.5, () => ({ held: true }), 'soon'],
  [
    'a browser that wants nothing',
    2,
    () => ({ held: true }),
    'silent: This browser wants no media for now. The picture goes on as soon as it does.',
  ],
]
for (const [name, seconds, view, expected] of CASES) {
  test(`${name}, after ${seconds} s: ${expected}`, () => assert.equal(said(after(seconds, view)), expected))
}

test('what was is over with a new join', () => {
  const liveness = createLiveness()
  liveness.judge(WELL)
  liveness.restart()
  assert.equal(said(liveness.judge({ ...WELL, nowSeconds: 50, behindSeconds: 20 })), 'soon')
  assert.match(said(liveness.judge({ ...WELL, nowSeconds: 52, behindSeconds: 18 })), /^behind/)
})
