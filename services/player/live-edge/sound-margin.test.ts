import assert from 'node:assert/strict'
import test from 'node:test'
import { createSoundMargin, type SoundMargin } from './sound-margin.ts'

const times = (count: number, act: () => void): void => {
  for (let index = 0; index < count; index++) act()
}

const CASES: readonly (readonly [string, (margin: SoundMargin) => void, number, number | undefined])[] = [
  ['before sound has begun', () => undefined, 0, undefined],
  ['a device that waits for 190 ms', (margin) => margin.began(0.19), 0, 0.19],
  ['one that waits for nothing needs what a picture needs', (margin) => margin.began(0), 0, 0.012],
  [
    'the least of all beginnings is what it waits for',
    (margin) => {
      margin.began(0.25)
      margin.began(0.19)
      margin.began(0.4)
    },
    0,
    0.19,
  ],
  ['a machine that was busy when it began', (margin) => margin.began(2), 0, 0.3],
  [
    'a stall adds to it',
    (margin) => {
      margin.began(0.2)
      margin.ranOut(10, 0.1)
    },
    10,
    0.25,
  ],
  [
    'a device that begins with little, and then runs out of more, needs more than that',
    (margin) => {
      margin.began(0.02)
      margin.ranOut(10, 0.13)
    },
    10,
    0.18,
  ],
  [
    'and what it added goes slowly',
    (margin) => {
      margin.began(0.2)
      margin.ranOut(10, 0.1)
    },
    35,
    0.225,
  ],
  [
    'down to what the device waits for, and no further',
    (margin) => {
      margin.began(0.2)
      margin.ranOut(10, 0.1)
    },
    1000,
    0.2,
  ],
  [
    'any number of stalls adds so much at most',
    (margin) => {
      margin.began(0.2)
      times(50, () => margin.ranOut(10, 0.1))
    },
    10,
    0.5,
  ],
]
for (const [name, happens, atSeconds, expected] of CASES) {
  test(`${name}: ${expected} s`, () => {
    const margin = createSoundMargin()
    happens(margin)
    const seconds = margin.seconds(atSeconds)
    assert.equal(seconds === undefined ? undefined : Number(seconds.toFixed(6)), expected)
  })
}

test('a device stands as long as it did last, and no machine makes that longer than any device', () => {
  const margin = createSoundMargin()
  assert.equal(margin.standsSeconds, 0)
  for (const [stood, stands] of [
    [1.75, 1.75],
    [0.05, 0.05],
    [-0.02, 0],
    [60, 3],
  ] as const) {
    margin.stood(stood)
    assert.equal(margin.standsSeconds, stands)
  }
})
