import assert from 'node:assert/strict'
import test from 'node:test'
import type { Renderer } from '../renderer.ts'
import { createDetector } from './detector.ts'

const LOOK_MILLIS = 250

/** What a stage of this test has; by default media comes, and nothing is decoded or shown. */
interface Stage {
  none: boolean
  paused: boolean
  hidden: boolean
  silent: boolean
  decodes: boolean
  shows: boolean
  newerGroup: boolean
  failures: number
}
const STAGE: Stage = {
  none: false,
  paused: false,
  hidden: false,
  silent: false,
  decodes: false,
  shows: false,
  newerGroup: false,
  failures: 0,
}

/** Plays for a second, then as the stage says for so long; tells after how many seconds of that faults were found. */
const faultsOf = (changes: Partial<Stage>, seconds: number): number[] => {
  const stage = { ...STAGE, ...changes }
  const faults: number[] = []
  let renderer = { paused: false, progress: 0 }
  let frames = 0
  let builtMillis = 0
  let nowMillis = 0
  const detector = createDetector({
    rendering: {
      get current() {
        return stage.none ? undefined : (renderer as Renderer)
      },
      ages: (now) => ({
        ageSeconds: (now - builtMillis) / 1000,
        silentSeconds: stage.silent ? 2 : 0.03,
        newerGroup: stage.newerGroup,
      }),
    },
    frames: () => frames,
    failures: () => stage.failures,
    isWatched: () => !stage.hidden,
    onFault: () => {
      faults.push((nowMillis - 1000) / 1000)
      stage.failures += 1
      builtMillis = nowMillis
      renderer = { paused: stage.paused, progress: 0 }
    },
  })
  for (; nowMillis <= 1000; nowMillis += LOOK_MILLIS) {
    frames += 1
    detector.look(nowMillis)
  }
  renderer.paused = stage.paused
  for (; nowMillis <= 1000 + seconds * 1000; nowMillis += LOOK_MILLIS) {
    if (stage.decodes || stage.shows) renderer.progress += 1
    if (stage.shows) frames += 1
    detector.look(nowMillis)
  }
  return faults
}

for (const [name, changes, seconds, expected] of [
  ['a picture that stands still while media comes', {}, 4, [3.25]],
  [
    'one that stands still again, though it never showed a picture: less and less often',
    {},
    50,
    [3.25, 9.75, 22.25, 46.75],
  ],
  ['there is no renderer', { none: true }, 60, []],
  ['nobody looks', { hidden: true }, 60, []],
  ['it waits for its user', { paused: true }, 60, []],
  ['no media comes', { silent: true }, 60, []],
  ['the picture moves', { shows: true, newerGroup: true }, 60, []],
  ['a long group is being decoded', { decodes: true }, 60, []],
  [
    'it decodes and shows nothing, and another has a keyframe nearer by',
    { decodes: true, newerGroup: true },
    12,
    [10.25],
  ],
] as const) {
  test(`${name}: faults after ${expected.join(', ') || 'nothing'} s`, () =>
    assert.deepEqual(faultsOf(changes, seconds), expected))
}

test('a machine that slept has stood still for no time', () => {
  const faults: string[] = []
  const detector = createDetector({
    rendering: {
      current: { paused: false, progress: 0 } as Renderer,
      ages: () => ({ ageSeconds: 100, silentSeconds: 0.03, newerGroup: true }),
    },
    frames: () => 0,
    failures: () => 0,
    isWatched: () => true,
    onFault: (reason) => faults.push(reason),
  })
  detector.look(0)
  detector.restart(60_000)
  detector.look(60_250)
  assert.deepEqual(faults, [])
})
