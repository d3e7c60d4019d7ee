import assert from 'node:assert/strict'
import test from 'node:test'
import { type Idler, overdue } from './idle.ts'

const LIMITS = { idlePerAddress: 2, idleSeconds: 60 }
const idler = (host: string, sinceSeconds: number, relay = false, node?: string): Idler => ({
  host,
  sinceMicros: sinceSeconds * 1e6,
  relay,
  node,
})
const gone = (idlers: readonly Idler[], nowSeconds: number) => {
  const go = overdue(idlers, LIMITS, nowSeconds * 1e6)
  return idlers.map((one) => go.has(one))
}

test('of one address only so many may watch nothing, and those who came last go', () => {
  const all = [idler('a', 3), idler('a', 1), idler('b', 4), idler('a', 2), idler('a', 6)]
  assert.deepEqual(gone(all, 8), [true, false, false, false, false], 'the newest has its grace')
  assert.deepEqual(gone(all, 10), [true, false, false, false, true])
})

test('a viewer may watch nothing for so long, a relay for ever', () => {
  assert.deepEqual(gone([idler('a', 0), idler('a', 1, true)], 59), [false, false])
  assert.deepEqual(gone([idler('a', 0), idler('a', 1, true)], 1000), [true, false])
})

test('a node of the lab keeps its idle link, however many of its address were there before it, and has but one', () => {
  const crowd = [1, 2, 3].map((second) => idler('a', second, true))
  assert.deepEqual(gone([...crowd, idler('a', 4, true, 'edge1')], 10), [false, false, true, false])
  const again = [idler('a', 4, true, 'edge1'), idler('a', 5, true, 'edge1'), idler('a', 5, true, 'edge2')]
  assert.deepEqual(gone([...crowd, ...again], 10), [false, false, true, true, false, false])
})
