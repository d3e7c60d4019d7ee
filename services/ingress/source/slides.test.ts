import assert from 'node:assert/strict'
import test from 'node:test'
import { slideHoles } from './slides.ts'

/** How long the pictures stand that do, of how many in all, and which of them are holes. */
const FILMS: readonly (readonly [string, readonly number[], number, readonly number[]])[] = [
  ['nothing stands', [], 300, []],
  ['slides', [5, 5, 5], 4, []],
  ['slides, one longer', [5, 5, 9, 5], 5, []],
  ['slides that differ much', [2, 60, 3, 20], 5, []],
  ['two slides', [7], 2, []],
  ['slides with an hour of nothing', [5, 5, 3600, 5], 5, [3600]],
  ['a film with an hour of nothing', [3600], 300, [3600]],
  ['a film with two hours of nothing', [3600, 3600], 300, [3600, 3600]],
  ['a film that stops once', [7], 300, [7]],
  ['a screen on which something happens now and then', [3, 8, 12, 4], 300, []],
  ['the same with an hour of nothing', [3, 8, 12, 3600, 4], 300, [3600]],
  ['slides that are faded over', [5, 5, 9, 5], 100, []],
]
for (const [name, lengths, pictures, holes] of FILMS)
  test(`${name}: ${lengths.join(', ')} s of ${pictures} pictures`, () => {
    let at = 0
    const steps = lengths.map((seconds) => {
      const from = at + 1
      at = from + seconds
      return { from, to: at }
    })
    const found = slideHoles(steps, pictures)
    assert.deepEqual(
      found.map(({ seconds }) => seconds),
      holes,
    )
    for (const { middleSeconds } of found) assert.ok(steps.some(({ from, to }) => middleSeconds === (from + to) / 2))
  })
