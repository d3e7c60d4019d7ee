import assert from 'node:assert/strict'
import test from 'node:test'
import type { Catalog, StreamDescription } from '@weir/wire'
import { createCatalog, type NodeCatalog } from './catalog.ts'

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
    keepMillis: 40,
    parentName: (parent) => `#${parent}`,
  })
  let changes = 0
  catalog.onChange(() => changes++)
  return { catalog, changes: () => changes }
}

/** The catalog's own timer does not keep a process. */
const changed = (catalog: NodeCatalog): Promise<void> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('no change within 2 s')), 2000)
    catalog.onChange(() => {
      clearTimeout(late)
      resolve()
    })
  })

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

test('the epoch of a stream goes back once no connected parent lists the newer one', () => {
  const { catalog } = create()
  catalog.setParent(2, listing(stream('cam', 20)))
  catalog.setParent(3, listing(stream('cam', 20)))
  catalog.setParent(2, listing(stream('cam', 10)))
  assert.equal(catalog.newestEpoch('cam', 'video'), 20)
  catalog.parentGone(3)
  assert.equal(catalog.newestEpoch('cam', 'video'), 10)
  assert.equal(catalog.streams()[0]?.init, 'init 10')
})

test('a stream stays for a while when the parent that listed it is gone, and then goes', async () => {
  const { catalog } = create()
  catalog.setParent(2, listing(stream('cam', 20)))
  catalog.parentGone(2)
  assert.ok(catalog.lists('cam', 'video'))
  await changed(catalog)
  assert.deepEqual(catalog.streams(), [])
  assert.deepEqual(
    catalog.nodes().map(({ id }) => id),
    ['mid'],
  )
  assert.ok(catalog.offers(2, 'cam'), 'the parent that had it is still the one to ask first')
})

test('a parent may be asked for what it lists, and for a while for what it has listed, and for nothing else', async () => {
  const { catalog } = create()
  catalog.setParent(2, listing(stream('cam', 20)))
  catalog.setParent(3, listing(stream('other', 20)))
  assert.equal(catalog.knows(2, 'cam', 'video'), 'listed')
  assert.equal(catalog.knows(3, 'cam', 'video'), undefined)
  catalog.setParent(2, listing())
  assert.equal(catalog.knows(2, 'cam', 'video'), 'remembered')
  await changed(catalog)
  assert.equal(catalog.knows(2, 'cam', 'video'), undefined)
})

test('an epoch of the far future is left out and told, and does not hide what others list', () => {
  const { catalog } = create()
  const day = 86_400_000_000
  catalog.setParent(2, listing(stream('cam', 1000 + day + 1), stream('near', 1000 + day)))
  catalog.setParent(3, listing(stream('cam', 20)))
  assert.deepEqual(
    catalog.streams().map(({ name, init }) => [name, init]),
    [
      ['near', `init ${1000 + day}`],
      ['cam', 'init 20'],
    ],
  )
  assert.match(catalog.faults()[0] ?? '', /^#2 lists 1 streams with epochs more than a day ahead/)
})

test('names that come later do not push out those that are there, and all fit into a message that a child takes', () => {
  const { catalog } = create()
  catalog.setParent(2, listing(stream('cam', 20)))
  const many = Array.from({ length: 256 }, (_, number) => stream(`s${number}`, 5))
  catalog.setParent(3, listing(...many))
  assert.equal(catalog.streams().length, 256)
  assert.ok(catalog.lists('cam', 'video') && !catalog.lists('s255', 'video'))
  const large = many.map((one) => ({ ...one, init: 'x'.repeat(65_536) }))
  catalog.setParent(3, listing(...large))
  assert.ok(catalog.message().length < 16_777_216)
  assert.match(catalog.faults().join(), /larger than a child takes/)
})
