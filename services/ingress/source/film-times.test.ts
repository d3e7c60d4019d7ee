import assert from 'node:assert/strict'
import test from 'node:test'
import { createFilmTimesReader, type FilmTimes } from './film-times.ts'

/** Frames of a track, a tenth of a second apart, but for what is left out: from and to, s. */
type Track = readonly (readonly [number, number])[]
const linesOf = (stream: number, frames: readonly number[]): string[] =>
  frames.map(
    (at) => `${stream},   ${Math.round(at * 1000)},   ${Math.round(at * 1000)},      100,      301, 0x1f2b9e3b`,
  )
const framesOf = (gaps: Track, seconds: number): number[] =>
  Array.from({ length: seconds * 10 }, (_, index) => index / 10).filter(
    (at) => !gaps.some(([from, to]) => at >= from && at < to),
  )
const read = (lines: readonly string[]): FilmTimes | undefined => {
  const reader = createFilmTimesReader()
  for (const line of ['#software: Lavf', '#tb 0: 1/1000', '#tb 1: 1/1000', ...lines]) reader.line(line)
  return reader.times()
}

const FILMS: readonly (readonly [string, Track, Track, boolean, readonly number[]])[] = [
  ['nothing is missing', [], [], false, []],
  ['a pause of both that may be', [[3, 4.5]], [[3, 4.5]], false, []],
  ['the picture stands', [[3, 8]], [], true, []],
  ['the sound is silent', [], [[3, 8]], true, []],
  ['a hole of both', [[3, 8]], [[3, 8]], false, [5.5]],
  ['a hole of both, and the picture stood before it for as long as it may', [[2, 8]], [[3, 8]], false, [5.5]],
  ['a hole of both, and the picture stood before it', [[3, 38]], [[30, 38]], true, [34]],
  ['both are missing in turn', [[3, 8]], [[8, 12]], true, []],
]
for (const [name, picture, sound, stands, holes] of FILMS)
  test(name, () => {
    const [pictures, sounds] = [linesOf(0, framesOf(picture, 40)), linesOf(1, framesOf(sound, 40))]
    for (const lines of [
      [...pictures, ...sounds],
      [...sounds, ...pictures],
    ]) {
      const times = read(lines)
      assert.equal(times?.stands, stands)
      assert.equal(times?.holes.length, holes.length)
      for (const [index, hole] of (times?.holes ?? []).entries()) {
        assert.ok(Math.abs(hole.middleSeconds - (holes[index] as number)) < 0.3, `${hole.middleSeconds}`)
      }
    }
  })

test('times that nobody can go by', () => {
  const back = [...framesOf([], 5), ...framesOf([], 5)]
  const late = [0, 1, 100_000]
  for (const frames of [back, late]) assert.equal(read(linesOf(0, frames)), undefined)
  const often = Array.from({ length: 30 }, (_, index) => index * 5)
  assert.equal(read([...linesOf(0, often), ...linesOf(1, often)]), undefined)
})

test('a film without sound: what stands between its pictures', () => {
  const slides = read(linesOf(0, [0, 5, 10, 19, 24]))
  assert.deepEqual([slides?.stands, slides?.holes, slides?.longestSeconds], [true, [], 9])
  const leap = read(linesOf(0, framesOf([[3, 20]], 40)))
  assert.equal(leap?.stands, false)
  assert.deepEqual(
    leap?.holes.map(({ seconds }) => Math.round(seconds)),
    [17],
  )
  assert.equal(read(linesOf(0, framesOf([], 40)))?.stands, false)
})

test('pictures that are stored in another order', () => {
  const shown = framesOf([[3, 8]], 40)
  const stored = shown.flatMap((at, index, all) => {
    const [, second = at, third = second] = all.slice(index)
    return index % 3 === 0 ? [...new Set([third, at, second])] : []
  })
  const times = read([...linesOf(0, stored), ...linesOf(1, framesOf([], 40))])
  assert.ok(times?.stands)
  assert.ok(Math.abs((times?.longestSeconds ?? 0) - 5.1) < 0.01, `${times?.longestSeconds}`)
})

test('where the tracks end, by how long their last frames are', () => {
  const times = read([...linesOf(0, framesOf([], 20)), ...linesOf(1, framesOf([], 10))])
  const [picture = 0, sound = 0] = [times?.pictureEndSeconds, times?.soundEndSeconds]
  assert.ok(Math.abs(picture - 20) < 1e-6 && Math.abs(sound - 10) < 1e-6, `${picture}, ${sound}`)
  assert.ok(Math.abs((times?.longestSeconds ?? 0) - 0.1) < 1e-6)
})
