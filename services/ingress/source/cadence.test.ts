import assert from 'node:assert/strict'
import test from 'node:test'
import { cadenceOf } from './cadence.ts'

const SECONDS = 12
/** As a container rounds: to ms, or hardly. */
const ROUNDED = [1 / 1000, 1 / 90_000]
const film = (rate: number, seconds = SECONDS, from = 0): number[] =>
  Array.from({ length: Math.floor(rate * seconds) }, (_, index) => from + index / rate)
const near = (found: number | undefined, expected: number, part = 0.002): void =>
  assert.ok(Math.abs((found ?? 0) / expected - 1) < part, `${found}, expected ${expected}`)

/** From 0 to 1, always the same. */
const createRandom = (seed: number) => () => {
  seed = (seed * 48_271) % 2_147_483_647
  return seed / 2_147_483_647
}

const RATES = [24_000 / 1001, 25, 30_000 / 1001, 30, 50, 60_000 / 1001, 60]
for (const rate of RATES)
  for (const percent of [0, 10, 25, 50, 75])
    for (const cycles of [1, 6])
      test(`${rate.toFixed(3)} that stands for ${percent} % of its time, in ${cycles} pieces`, () => {
        const cycle = SECONDS / cycles
        for (const unit of ROUNDED) {
          const moving = film(rate).filter((at) => at === 0 || at % cycle >= (cycle * percent) / 100)
          near(cadenceOf(moving.map((at) => Math.round(at / unit) * unit)), rate)
        }
      })

test('pictures in the order in which they are stored', () => {
  const stored = film(25).flatMap((at, index, all) =>
    index % 3 === 0 ? [at] : index % 3 === 1 ? [all[index + 1] ?? at, at] : [],
  )
  near(cadenceOf(stored), 25)
})
test('a rate that doubles, or halves, in the middle', () => {
  near(cadenceOf([...film(25, 6), ...film(50, 6, 6)]), 50)
  near(cadenceOf([...film(50, 6), ...film(25, 6, 6)]), 50)
  near(cadenceOf([...film(25, 9), ...film(50, 3, 9)]), 50)
})
test('a rate that changes to another', () => near(cadenceOf([...film(25, 6), ...film(30, 6, 6)]), 30, 0.02))
test('a telephone whose pictures tremble', () => {
  const random = createRandom(1)
  near(cadenceOf(film(29.93).map((at) => at + (random() - 0.5) * 0.016)), 29.93, 0.01)
})
test('a page that records, in ms, and stands', () => {
  const random = createRandom(2)
  const moving = film(30).filter((at) => at < 3 || at > 9)
  near(cadenceOf(moving.map((at) => Math.round((at + random() * 0.012) * 1000) / 1000)), 30, 0.03)
})
test('every fourth picture is missing, by chance', () => {
  const random = createRandom(3)
  near(cadenceOf(film(30).filter(() => random() > 0.25)), 30)
})
test('a film that was stretched for television', () => {
  const fields = film(30_000 / 1001).filter((_, index) => index % 5 !== 4)
  near(cadenceOf(fields.map((at, index) => at + (index % 4 > 1 ? 1001 / 60_000 : 0))), 24_000 / 1001, 0.01)
})
test('slow, and not yet slides', () => {
  near(cadenceOf(film(2)), 2)
  near(cadenceOf(film(1)), 1)
})
test('slides, one picture, none', () => {
  for (const times of [film(0.2, 60), film(0.5, 60), [0], [], [0, 1 / 30, 5]]) assert.equal(cadenceOf(times), undefined)
})
