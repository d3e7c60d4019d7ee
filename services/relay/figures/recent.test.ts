import assert from 'node:assert/strict'
import test from 'node:test'
import { createRecent } from './recent.ts'

test('recent figures forget what is more than two seconds old', () => {
  const recent = createRecent()
  for (let index = 0; index < 400; index++) recent.add(index * 10_000, index)
  const summary = recent.summary(4_000_000, 100)
  assert.equal(summary?.count, 199)
  assert.equal(summary?.p50Seconds, 300 / 1e6)
  assert.equal(summary?.errorSeconds, 1e-4)
  assert.equal(recent.summary(10_000_000, undefined), null)
})

test('what took less than no time is no figure, as long as most of it is so', () => {
  const recent = createRecent()
  assert.equal(recent.summary(0, 1000), null)
  for (const [atMicros, pushMicros] of [-40, 0, -10, 130].entries()) recent.add(atMicros, pushMicros)
  assert.equal(recent.summary(10, 1000), null)
  for (const pushMicros of [110, 120, 140]) recent.add(10, pushMicros)
  assert.equal(recent.summary(10, 1000)?.p50Seconds, 110 / 1e6)
})
