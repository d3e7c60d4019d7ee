import assert from 'node:assert/strict'
import test from 'node:test'
import { type Held, memoryTable, missedMemory, perViewer } from './held.ts'

const held = (server: string, viewers: number, residentBytes: number): Held => ({
  server,
  viewers,
  residentBytes,
  heapBytes: 10e6 + viewers * 9000,
  externalBytes: 3e6,
})

test('memory: a viewer costs what is above the base of its own server', () => {
  const all = [held('ws', 0, 50e6), held('ws', 1000, 55e6), held('Weir /mse', 0, 70e6), held('Weir /mse', 1000, 82e6)]
  assert.deepEqual(perViewer(all, 1000, 'Weir /mse'), { residentBytes: 12_000, heapBytes: 9000, externalBytes: 0 })
  assert.equal(perViewer(all, 1000).residentBytes, 5000)
  assert.match(memoryTable(all), /\| Weir \/mse +\| 1000 +\| 82\.0 +\| 19\.0 +\| 3\.0 +\| 12\.0 +\| 9\.0 +\|/)
})

test('memory: more than 20 kB for a viewer is missed, by the edge alone', () => {
  const all = (server: string, bytes: number) => [held(server, 0, 70e6), held(server, 1000, 70e6 + bytes * 1000)]
  assert.deepEqual(missedMemory(all('Weir /push', 20_000)), [])
  assert.match(missedMemory(all('Weir /push', 20_100)).join(), /20\.1 kB for each of 1000 idle viewers/)
  assert.deepEqual(missedMemory(all('ws pre-framed', 90_000)), [])
})

test('memory: without a base there is no figure', () => {
  assert.throws(() => perViewer([held('ws', 1000, 1)], 1000), /an empty series: ws with 1000 viewers/)
})
