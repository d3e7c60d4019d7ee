import assert from 'node:assert/strict'
import test from 'node:test'
import type { Catalog } from '@weir/wire'
import { edgeReports, viewerReports } from './breakdown.ts'
import { chooseEdges, edgesIn, noSuchStream } from './discover.ts'
import type { ViewerReading } from './reading.ts'
import { select } from './selection.ts'
import { pushAddress } from './viewers.ts'

test('address: a page, a host with a port, and /push itself', () => {
  assert.equal(pushAddress('http://127.0.0.1:8081'), 'ws://127.0.0.1:8081/push')
  assert.equal(pushAddress('127.0.0.1:8081'), 'ws://127.0.0.1:8081/push')
  assert.equal(pushAddress('https://edge.example/watch/cam'), 'wss://edge.example/push')
  assert.equal(pushAddress('ws://127.0.0.1:8081/push'), 'ws://127.0.0.1:8081/push')
})

test('discover: edges out of whatever names nodes', () => {
  const nodes = [
    { id: 'in1', roles: ['ingress'], url: null },
    { id: 'edge1', roles: ['edge'], url: 'http://127.0.0.1:8081' },
    { id: 'all', roles: ['ingress', 'edge'], url: 'http://127.0.0.1:8082' },
  ]
  assert.deepEqual(edgesIn({ nodes }), [
    { id: 'edge1', url: 'http://127.0.0.1:8081' },
    { id: 'all', url: 'http://127.0.0.1:8082' },
  ])
  for (const other of [null, 3, {}, { nodes: 3 }, { nodes: [null, 3] }]) assert.deepEqual(edgesIn(other), [])
})

test('selection: the first stream, a named one, some of its tracks, nothing yet', () => {
  const track = (id: number, name: string, kind: 'video' | 'audio') => ({ id, name, kind, codec: 'x', epoch: 1 })
  const tracks = [track(1, 'video', 'video'), track(2, 'audio', 'audio')]
  const stream = (name: string) => ({ name, mime: 'video/mp4', init: '', tracks })
  const catalog: Catalog = { type: 'catalog', streams: [stream('a'), stream('b')], nodes: [] }
  assert.equal(select(catalog, { stream: undefined, tracks: undefined })?.stream, 'a')
  assert.equal(select(catalog, { stream: 'b', tracks: ['video'] })?.tracks.length, 1)
  assert.equal(select(catalog, { stream: 'c', tracks: undefined }), undefined)
  assert.equal(select(catalog, { stream: 'a', tracks: ['other'] }), undefined)
})

test('edges: by id or by address, and who is not there is told who is', () => {
  const known = [
    { id: 'edge1', url: 'http://127.0.0.1:8081' },
    { id: 'edge2', url: 'http://127.0.0.1:8082' },
  ]
  const urls = (asked: string[], all = known) => chooseEdges(asked, all).map(({ url }) => url)
  assert.deepEqual(urls(['edge2', 'http://127.0.0.1:9000', '127.0.0.1:9001', 'localhost']), [
    'http://127.0.0.1:8082',
    'http://127.0.0.1:9000',
    '127.0.0.1:9001',
    'localhost',
  ])
  assert.throws(() => urls(['edge3']), { message: 'no edge "edge3", expected one of edge1, edge2' })
  assert.throws(() => urls(['edge1'], []), {
    message: 'no edge "edge1", expected an address such as http://127.0.0.1:8081, since no lab answers',
  })
})

test('a stream that nobody has is refused with those that are; an edge that does not say may get it', () => {
  assert.equal(noSuchStream('cam', [['cam'], ['cam', 'b']]), null)
  assert.equal(noSuchStream('cma', [['cam'], ['cam', 'b']]), 'no stream "cma", expected one of cam, b')
  assert.equal(noSuchStream('cma', [['cam']]), 'no stream "cma", expected cam')
  assert.equal(noSuchStream('cma', [['cam'], null]), null)
  assert.equal(noSuchStream('cma', [[]]), null)
})

const reading = (viewer: number, more: Partial<ViewerReading>): ViewerReading => ({
  viewer,
  edge: 'a',
  stuck: false,
  connected: true,
  joined: true,
  playing: true,
  withoutPictureMicros: 0,
  openGapMicros: 0,
  freshChunks: 100,
  disconnects: 0,
  faults: 0,
  stalls: 0,
  stalledMicros: 0,
  jumps: 0,
  pathMicros: 5000,
  liveMicros: 105_000,
  largestGapMicros: 40_000,
  sourceGapMicros: 0,
  ...more,
})

test('viewers: the worst first', () => {
  const order = viewerReports([
    reading(0, {}),
    reading(1, { largestGapMicros: 90_000 }),
    reading(2, { stalls: 1, stalledMicros: 300_000 }),
    reading(3, { stuck: true, faults: 9 }),
    reading(4, { playing: false, withoutPictureMicros: 3e6 }),
    reading(5, { faults: 1 }),
  ])
  assert.deepEqual(
    order.map(({ viewer }) => viewer),
    [5, 4, 2, 1, 0, 3],
  )
  assert.equal(order[2]?.stalledSeconds, 0.3)
  assert.equal(viewerReports([reading(0, { largestGapMicros: 0 })])[0]?.largestGapMillis, null)
})

test('edges: each with what its own viewers have seen', () => {
  const [a, b, c] = edgeReports(
    ['a', 'b', 'c'].map((url) => ({ url, id: null })),
    [
      reading(0, { faults: 2 }),
      reading(1, { edge: 'b', stalls: 3, pathMicros: 80_000 }),
      reading(2, { pathMicros: undefined }),
    ],
  )
  assert.deepEqual([a?.viewers, a?.faults, a?.stalls, a?.pathNowMillis.p50], [2, 2, 0, 5])
  assert.deepEqual([b?.viewers, b?.faults, b?.stalls, b?.pathNowMillis.max], [1, 0, 3, 80])
  assert.deepEqual([c?.viewers, c?.pathNowMillis], [0, { p50: null, max: null }])
})
