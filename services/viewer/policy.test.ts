import assert from 'node:assert/strict'
import test from 'node:test'
import type { Catalog } from '@weir/wire'
import { edgesIn } from './discover.ts'
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
  assert.deepEqual(edgesIn({ nodes }), ['http://127.0.0.1:8081', 'http://127.0.0.1:8082'])
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
