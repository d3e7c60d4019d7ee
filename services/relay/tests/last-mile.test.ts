// An edge whose viewers are far away: each feels it, whatever it speaks, and a node behind the edge doesn't.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import test from 'node:test'
import { WebSocket } from 'ws'
import { connectViewer, fakeCamera, sequencesOf, testNode, VIDEO, waitFor } from './test-viewer.ts'

const TOLERANCE_MILLIS = 5

test('each viewer is as far away as the last mile says, on /push and on plain media; a node is not', async (t) => {
  const edge = await testNode(0, 'edge1', [], { roles: ['ingress', 'edge'], lastMile: { delaySeconds: 0.15 } })
  t.after(() => edge.close())
  edge.handleUpgrades('/mse/', (request, socket, head) => edge.serveMedia(request, socket, head, 'cam', ['video']))
  const camera = fakeCamera(edge)
  camera.start()
  const behind = await testNode(1, 'edge2', [{ node: edge, index: 0, id: 'edge1' }])
  t.after(() => behind.close())
  const viewer = await connectViewer(edge.port)
  t.after(() => viewer.close())
  const media = new WebSocket(`ws://127.0.0.1:${edge.port}/mse/cam`)
  t.after(() => media.terminate())
  await once(media, 'open')
  viewer.subscribe(VIDEO)
  await waitFor('all of them read', () => edge.state().children.every(({ tracks }) => tracks.length === 1))
  assert.equal(edge.state().children.length, 3)
  await waitFor('the node has the stream', () => behind.state().tracks.length > 0)

  // Chunks alone: an init segment may be on its way still.
  const mediaAt = new Promise<number>((resolve) => {
    media.on('message', (bytes: Buffer) => bytes.length === 4321 && resolve(performance.now()))
  })
  const shotAt = performance.now()
  camera.shoot(1, 4321)
  const [viewerAt, nodeAt] = await Promise.all([
    viewer.until('a chunk', () => sequencesOf(viewer.frames).length > 0).then(() => performance.now()),
    waitFor('a chunk at the node', () => (behind.state().tracks[0]?.received ?? 0) > 0).then(() => performance.now()),
  ])
  assert.ok(viewerAt - shotAt > 150 - TOLERANCE_MILLIS, `the viewer had it after ${viewerAt - shotAt} ms`)
  assert.ok((await mediaAt) - shotAt > 150 - TOLERANCE_MILLIS, 'so had plain media')
  assert.ok(nodeAt < viewerAt, `the node had it after ${nodeAt - shotAt} ms, the viewer after ${viewerAt - shotAt} ms`)
})

test('it is changed while a viewer watches, and an edge without one says that it has none', async (t) => {
  const controlToken = 'a token for the tests'
  const put = async (node: { port: number }, impair: object) =>
    (
      await fetch(`http://127.0.0.1:${node.port}/api/links/viewers`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${controlToken}` },
        body: JSON.stringify(impair),
      })
    ).status
  const roles: ['ingress', 'edge'] = ['ingress', 'edge']
  const edge = await testNode(0, 'edge1', [], { roles, controlToken, lastMile: {} })
  t.after(() => edge.close())
  const without = await testNode(1, 'edge2', [], { roles, controlToken })
  t.after(() => without.close())
  assert.equal(await put(without, {}), 404)
  assert.equal(without.state().lastMile, null)
  const camera = fakeCamera(edge)
  camera.start()
  const viewer = await connectViewer(edge.port)
  t.after(() => viewer.close())
  viewer.subscribe(VIDEO)
  await waitFor('it reads', () => edge.state().children[0]?.tracks.length === 1)
  assert.equal(await put(edge, { delaySeconds: 0.2 }), 200)
  assert.deepEqual(edge.state().lastMile, { delaySeconds: 0.2 })
  const shotAt = performance.now()
  camera.shoot()
  await viewer.until('a chunk', () => sequencesOf(viewer.frames).length > 0)
  assert.ok(performance.now() - shotAt > 200 - TOLERANCE_MILLIS)
})

test('a last mile that is too narrow drops by the policy of the edge, and closes all the same', async (t) => {
  const edge = await testNode(0, 'edge1', [], {
    roles: ['ingress', 'edge'],
    lastMile: { rateBitsPerSecond: 800_000 },
    backpressure: { maxBytes: 100_000 },
  })
  t.after(() => edge.close())
  const camera = fakeCamera(edge)
  camera.start()
  const viewer = await connectViewer(edge.port)
  t.after(() => viewer.close())
  viewer.subscribe(VIDEO)
  await waitFor('it reads', () => edge.state().children[0]?.tracks.length === 1)
  t.after(() => camera.stop())
  camera.roll(20, 10_000) // 4 Mbit/s
  const began = performance.now()
  await waitFor('chunks are dropped', () => (edge.state().children[0]?.droppedChunks ?? 0) > 20)
  camera.stop()
  const seconds = (performance.now() - began) / 1000
  const bytes = viewer.frames.reduce((sum, { payload }) => sum + payload.length, 0)
  assert.ok(bytes > 0 && bytes * 8 < 1.3 * 800_000 * seconds + 160_000, `${bytes} bytes in ${seconds} s`)
  const closed = once(viewer.ws, 'close')
  await edge.close()
  await closed
})
