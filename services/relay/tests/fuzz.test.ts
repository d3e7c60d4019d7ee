import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import test from 'node:test'
import { encodeControl, SUBPROTOCOL } from '@weir/wire'
import fc from 'fast-check'
import { WebSocket } from 'ws'
import { connectViewer, fakeCamera, sequencesOf, testNode, VIDEO, waitFor } from './test-viewer.ts'

test('whatever bytes and messages come in on /push, the node lives and the others are served', async () => {
  const node = await testNode(0, 'in1')
  const camera = fakeCamera(node)
  camera.start()
  const viewer = await connectViewer(node.port)
  viewer.subscribe(VIDEO)
  const text = fc.oneof(
    fc.json(),
    fc
      .record({ type: fc.constantFrom('hello', 'subscribe', 'clock', 'catalog', 'bye'), tracks: fc.jsonValue() })
      .map((value) => JSON.stringify(value)),
    fc.constant(encodeControl({ type: 'hello', role: 'viewer', agent: '' })),
  )
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(text, fc.uint8Array({ maxLength: 200 })), { maxLength: 8 }),
        async (messages) => {
          const ws = new WebSocket(`ws://127.0.0.1:${node.port}/push`, [SUBPROTOCOL])
          ws.on('error', () => {})
          await once(ws, 'open')
          for (const message of messages) ws.send(message)
          ws.terminate()
        },
      ),
      { numRuns: 60 },
    )
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (bytes, upgraded) => {
        const socket = connect(node.port, '127.0.0.1')
        socket.on('error', () => {})
        await once(socket, 'connect')
        const upgrade = `GET /push HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ${SUBPROTOCOL}\r\n\r\n`
        if (upgraded) socket.write(upgrade)
        socket.write(bytes)
        socket.end()
        socket.resume()
        await once(socket, 'close')
      }),
      { numRuns: 60 },
    )
    camera.shoot(10)
    await viewer.until('all chunks', () => sequencesOf(viewer.frames).length === 10)
    await waitFor('nobody is left behind', () => node.state().children.length === 1)
    assert.deepEqual(node.state().faults, [])
  } finally {
    viewer.close()
    await node.close()
  }
})
