import assert from 'node:assert/strict'
import test from 'node:test'
import { createStarts } from './starts.ts'

const startsAt = (...seconds: number[]) => {
  const starts = createStarts()
  for (const each of seconds) starts.add(each)
  return starts
}

for (const [at, expected] of [
  [-1, undefined],
  [0, 0],
  [29.9, 0],
  [30, 30],
  [100, 60],
] as const) {
  test(`what can go up to ${at} s ends where a group begins: at ${expected}`, () => {
    assert.equal(startsAt(0, 30, 60).upTo(at), expected)
  })
}

test('what is gone is forgotten, and what is appended again counts once', () => {
  const starts = startsAt(0, 30, 60)
  starts.forget(30)
  starts.add(60)
  assert.equal(starts.upTo(29), undefined)
  assert.equal(starts.newest, 60)
  assert.equal(createStarts().newest, undefined)
})
