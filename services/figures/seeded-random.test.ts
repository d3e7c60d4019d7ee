import assert from 'node:assert/strict'
import test from 'node:test'
import { seededRandom } from './seeded-random.ts'

const draw = (seed: number, count: number) => Array.from({ length: count }, seededRandom(seed))

test('the same seed gives the same numbers, another one others', () => {
  assert.deepEqual(draw(7, 100), draw(7, 100))
  assert.notDeepEqual(draw(7, 100), draw(8, 100))
  assert.ok(draw(7, 100).every((number) => number >= 0 && number < 1))
})

test('the numbers are those that mulberry32 gives elsewhere', () => {
  assert.deepEqual(draw(1, 3), [0.6270739405881613, 0.002735721180215478, 0.5274470399599522])
  assert.deepEqual(draw(2 ** 32 - 1, 2), [0.8964226141106337, 0.189478256739676])
})
