import assert from 'node:assert/strict'
import test from 'node:test'
import type { Catalog, StreamDescription } from '@weir/wire'
import { createCatalog } from './catalog.ts'

const stream = (name: string, epoch: number): StreamDescription => ({
  name,
  mime: 'video/mp4',
  init: `init ${epoch}`,
  tracks: [{ id: 77, name: 'video', kind: 'video', codec: 'avc1.42c01e', epoch }],
})
const listing = (...streams: StreamDescription[]): Catalog => ({
  type: 'catalog',
  streams,
  nodes: [{ id: 'in1', index: 0 }],
})
const create = () => {
  const catalog = createCatalog({
    self: { id: 'mid', index: 1 },
    trackId: () => 5,
    nowMicros: () => 1000,
    parentName: (parent) => `#${parent}`,
  })
  let changes = 0
  catalog.onChange(() => changes++)
  return { catalog, changes: () => changes }
}

test('of what two parents list, the newer epoch counts, under our own number', () => {
  const { catalog } = create()
  catalog.setParent(2, listing(stream('cam', 20)))
  catalog.setParent(3, listing(stream('cam', 10), stream('other', 1)))
  assert.deepEqual(
    catalog.streams().map(({ name, init, tracks }) => [name, init, tracks[0]?.id]),
    [
      ['cam', 'init 20', 5],
      ['other', 'init 1', 5],
    ],
  )
  assert.deepEqual(
    catalog.nodes().map(({ id }) => id),
    ['in1', 'mid'],
  )
})

test('a parent that comes back without a stream does not take it off the list, but no longer offers it', () => {
  const { catalog, changes } = create()
  catalog.setParent(2, listing(stream('cam', 20)))
  catalog.setParent(2, listing())
  assert.equal(catalog.streams().length, 1)
  assert.equal(catalog.offers(2, 'cam'), false)
  assert.equal(changes(), 1, 'children are told of changes only')
})

test('what is made here hides what parents list under the same name', () => {
  const { catalog } = create()
  catalog.setLocal(stream('cam', 3))
  catalog.setParent(2, listing(stream('cam', 20)))
  assert.equal(catalog.streams()[0]?.init, 'init 3')
  assert.ok(catalog.isLocal('cam'))
})
