import assert from 'node:assert/strict'
import test from 'node:test'
import { seededRandom } from '@weir/figures'
import { createLatenessWindow } from './lateness.ts'
import { decideLiveEdge, LIVE_EDGE, type LiveEdgeView } from './policy.ts'

/** Playing, 30 ms of lateness, playback exactly where it should be. */
const HELD: LiveEdgeView = {
  nowSeconds: 100,
  playheadSeconds: 100 - 0.03 - LIVE_EDGE.marginSeconds,
  ranges: [{ start: 90, end: 100.005 }],
  groupSeconds: 99.5,
  late: 0.03,
  shown: true,
  sound: false,
  soundMarginSeconds: undefined,
  soundStandsSeconds: 0,
  gathers: false,
  awaitedSeconds: undefined,
  errorSeconds: 0,
}
/** The same with sound that needs 200 ms ahead. */
const ALOUD: LiveEdgeView = {
  ...HELD,
  playheadSeconds: HELD.playheadSeconds + LIVE_EDGE.marginSeconds - 0.2,
  sound: true,
  soundMarginSeconds: 0.2,
}
const lag = (view: LiveEdgeView, seconds: number) => ({
  playheadSeconds: view.playheadSeconds - seconds,
  errorSeconds: seconds,
})
const behind = (seconds: number): LiveEdgeView => ({
  ...HELD,
  playheadSeconds: HELD.playheadSeconds - seconds,
  errorSeconds: seconds,
})

const RATES: readonly (readonly [string, LiveEdgeView, number])[] = [
  ['held exactly', HELD, 1],
  ['a hair behind', behind(0.002), 1],
  ['behind', behind(0.05), 1.06],
  ['behind with sound', { ...behind(0.05), sound: true }, 1.05],
  ['behind the picture only, with sound that needs 200 ms', ALOUD, 1],
  ['without sound whatever that needs is not waited for', { ...HELD, soundMarginSeconds: 0.2 }, 1],
  ['far behind with sound: a seek would be heard', { ...ALOUD, ...lag(ALOUD, 0.8) }, 1.25],
  [
    'behind by what a device stood that is slow to begin: after a seek it would be so again',
    { ...ALOUD, ...lag(ALOUD, 1.8), soundStandsSeconds: 1.75 },
    1.25,
  ],
  ['while the browser gathers what sound begins with', { ...ALOUD, ...lag(ALOUD, 3), gathers: true }, 1],
  ['far behind', behind(0.28), LIVE_EDGE.fastestSilent],
  ['ahead of what the network can keep', behind(-0.1), LIVE_EDGE.slowest],
  [
    'where it stood until a picture came, which is soon at the usual rate',
    { ...behind(0.05), awaitedSeconds: 100 },
    1.06,
  ],
  ['before the first frame', { ...behind(0.2), shown: false }, 1],
  ['nothing buffered', { ...behind(0.2), ranges: [] }, 1],
]
for (const [name, view, rate] of RATES) {
  test(`${name}: plays at ${rate}`, () => {
    const decision = decideLiveEdge(view)
    assert.equal(decision.rate, rate)
    assert.equal(decision.seekTo, undefined)
  })
}

test('seeks when far behind, to where it should be', () => {
  const { seekTo } = decideLiveEdge(behind(2))
  assert.ok(seekTo !== undefined && Math.abs(seekTo - HELD.playheadSeconds) < 0.001, `${seekTo}`)
})

for (const [name, seconds, sound, rate] of [
  ['far', 6, false, 8],
  ['less far', 1, false, 3],
  ['a little over what a seek is for', 0.35, false, 1.75],
  ['far, with sound', 6, true, 2],
] as const) {
  test(`behind within the newest group, ${name}: plays at ${rate}, since a seek would decode it all again`, () => {
    const decision = decideLiveEdge({ ...behind(seconds), groupSeconds: 92, sound })
    assert.equal(decision.seekTo, undefined)
    assert.equal(decision.rate, rate)
  })
}

test('never seeks before the first decoded frame', () => {
  assert.equal(decideLiveEdge({ ...behind(2), shown: false }).seekTo, undefined)
})

test('does not seek when there is nothing newer: the source is what is late', () => {
  const view = behind(2)
  assert.equal(decideLiveEdge({ ...view, ranges: [{ start: 90, end: view.playheadSeconds + 0.01 }] }).seekTo, undefined)
})

test('jumps a gap once its near side is played out, into the range behind it', () => {
  const ranges = [
    { start: 90, end: 98 },
    { start: 99.5, end: 100.005 },
  ]
  assert.equal(decideLiveEdge({ ...HELD, playheadSeconds: 97.99, ranges, late: 2 }).seekTo, 99.5)
  assert.equal(decideLiveEdge({ ...HELD, playheadSeconds: 97.8, ranges, late: 2.2 }).seekTo, undefined)
})

test('a seek stays inside the range', () => {
  const { seekTo } = decideLiveEdge({ ...behind(2), late: -1 })
  assert.ok(seekTo !== undefined && seekTo < 100.005, `${seekTo}`)
})

const FRAME = 1 / 30

/** Plays for `seconds` over a jittery link from a source whose clock is off; returns the delay behind capture, by time. */
const play = (
  seconds: number,
  options: { drift: number; jitterSeconds: number; noiseSeconds: number; seed: number },
) => {
  const random = seededRandom(options.seed)
  const lateness = createLatenessWindow()
  const delays: { atSeconds: number; delay: number }[] = []
  let playhead = 0
  let rate = 1
  let errorSeconds = 0
  let now = 0
  let seeks = 0
  let lastArrival = 0
  for (let index = 0; index * FRAME < seconds; index++) {
    const mediaSeconds = index * FRAME
    // The source's clock runs fast by `drift`; the link adds a delay that is mostly small and now and then large.
    const captured = mediaSeconds * (1 - options.drift)
    const spike = random() < 0.01 ? 3 : 1
    const arrival = Math.max(lastArrival, captured + 0.02 + random() * options.jitterSeconds * spike)
    lastArrival = arrival
    const end = mediaSeconds
    // Plays up to the end of what there is, and waits there.
    playhead = Math.min(end, playhead + (arrival - now) * rate)
    now = arrival
    lateness.add(now, mediaSeconds)
    const decision = decideLiveEdge({
      nowSeconds: now,
      // What currentTime says is itself off.
      playheadSeconds: playhead + (random() - 0.5) * options.noiseSeconds,
      ranges: [{ start: Math.max(0, end - 5), end: end + FRAME }],
      groupSeconds: Math.floor(end),
      late: lateness.late(),
      shown: index > 3,
      sound: false,
      soundMarginSeconds: undefined,
      soundStandsSeconds: 0,
      gathers: false,
      awaitedSeconds: undefined,
      errorSeconds,
    })
    errorSeconds = decision.errorSeconds
    rate = decision.rate
    if (decision.seekTo !== undefined) {
      playhead = decision.seekTo
      seeks += 1
    }
    delays.push({ atSeconds: now, delay: now - playhead * (1 - options.drift) })
  }
  return { delays, seeks }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

for (const [name, options] of Object.entries({
  'a clean link': { drift: 0, jitterSeconds: 0.001, noiseSeconds: 0.004, seed: 1 },
  'a clock that is fast by 100 ppm': { drift: 1e-4, jitterSeconds: 0.004, noiseSeconds: 0.004, seed: 2 },
  'a clock that is slow by 100 ppm': { drift: -1e-4, jitterSeconds: 0.004, noiseSeconds: 0.004, seed: 3 },
  'jitter of 30 ms': { drift: 5e-5, jitterSeconds: 0.03, noiseSeconds: 0.02, seed: 4 },
})) {
  test(`an hour over ${name}: no drift over one frame`, () => {
    const { delays, seeks } = play(3600, options)
    const between = (from: number, to: number) =>
      mean(delays.filter(({ atSeconds }) => atSeconds >= from && atSeconds < to).map(({ delay }) => delay))
    const early = between(30, 90)
    const late = between(3540, 3600)
    assert.ok(Math.abs(late - early) < FRAME, `${early} s after a minute, ${late} s after an hour`)
    assert.ok(early < 0.02 + options.jitterSeconds + 2 * FRAME, `${early} s behind`)
    assert.equal(seeks, 0)
  })
}

test('a playhead that a sleep has carried beyond all that is buffered goes back to the newest', () => {
  const slept = { ...HELD, playheadSeconds: 120, late: 20.03, nowSeconds: 120 }
  assert.deepEqual(decideLiveEdge(slept), { rate: 1, seekTo: 99.985 - 0.027, errorSeconds: 0 })
  assert.equal(decideLiveEdge({ ...slept, shown: false }).seekTo, undefined, 'not while it is sought')
  const ended = { ...HELD, playheadSeconds: 100.005 }
  assert.equal(decideLiveEdge(ended).seekTo, undefined, 'one that stands at the end waits for the next')
})
