import assert from 'node:assert/strict'
import { once } from 'node:events'
import test from 'node:test'
import { WebSocket } from 'ws'
import { fakeCamera, testNode, waitFor } from '../tests/test-viewer.ts'

test('a page that knows nothing of us gets the init segment, then chunks from the newest keyframe on', async () => {
  const node = await testNode(0, 'edge1')
  node.handleUpgrades('/mse/', (request, socket, head, url) =>
    node.serveMedia(request, socket, head, url.pathname.slice('/mse/'.length), ['video']),
  )
  const camera = fakeCamera(node)
  camera.start()
  camera.shoot(25, 8)
  const ws = new WebSocket(`ws://127.0.0.1:${node.port}/mse/cam`)
  const got: Buffer[] = []
  ws.on('message', (data: Buffer) => got.push(Buffer.from(data)))
  await once(ws, 'open')
  try {
    await waitFor('the newest group', () => got.length === 6)
    assert.equal(got[0]?.toString(), 'init of cam')
    assert.deepEqual(
      got.slice(1).map((chunk) => chunk[0]),
      [20, 21, 22, 23, 24],
    )
    camera.shoot(1, 70_000)
    await waitFor('a live chunk', () => got.length === 7)
    assert.equal(got[6]?.length, 70_000)
    camera.end()
    camera.start()
    camera.shoot(1, 8)
    await waitFor('a new epoch', () => got.length === 9)
    assert.equal(got[7]?.toString(), 'init of cam')
    assert.equal(got[8]?.[0], 0)
    assert.match(await (await fetch(`http://127.0.0.1:${node.port}/metrics`)).text(), /weir_viewers\{stream="cam"\} 1/)
  } finally {
    ws.terminate()
    await node.close()
  }
})
