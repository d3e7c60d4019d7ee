// A connection on which nothing is sent is kept alive, whatever is spoken on it: proxies end those that are silent.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import test, { type TestContext } from 'node:test'
import { encodeControl, SUBPROTOCOL } from '@weir/wire'
import { WebSocket } from 'ws'
import { NodeConfig, startNode } from '../index.ts'

const INIT = Uint8Array.from([1, 2, 3])

const start = async (t: TestContext) => {
  const config = { id: 'edge1', index: 0, roles: ['edge'], listen: { port: 0 }, logLevel: 'error' } as const
  const node = await startNode(NodeConfig.parse(config), { processMetrics: false })
  t.after(() => node.close())
  node.handleUpgrades('/mse/', (request, socket, head) => node.serveMedia(request, socket, head, 'cam', ['video']))
  const publisher = node.publish('cam')
  publisher.start({
    mime: 'video/mp4; codecs="avc1.42c01e"',
    init: INIT,
    tracks: [{ name: 'video', kind: 'video', codec: 'avc1.42c01e', init: INIT, width: 64, height: 36 }],
  })
  const at = `ws://127.0.0.1:${node.port}`
  const push = new WebSocket(`${at}/push`, [SUBPROTOCOL], { perMessageDeflate: false })
  const sockets = [push, new WebSocket(`${at}/mse/cam`)]
  t.after(() => {
    for (const socket of sockets) socket.terminate()
  })
  await Promise.all(sockets.map((socket) => once(socket, 'open')))
  push.send(encodeControl({ type: 'hello', role: 'viewer', agent: 'test' }))
  return { node, publisher, sockets }
}

test('a ping goes out within 4 s of silence, again and again, and its pong is no talk', async (t) => {
  const { node, sockets } = await start(t)
  await Promise.all(
    sockets.map(async (socket) => {
      for (let ping = 0; ping < 2; ping++) await once(socket, 'ping', { signal: AbortSignal.timeout(4000) })
    }),
  )
  // Pongs that were not known for answers would add to what a viewer may say in its life.
  assert.deepEqual(
    node.state().children.map(({ queueBytes }) => queueBytes),
    [0, 0],
  )
  assert.doesNotMatch(await node.metrics.registry.metrics(), /weir_peers_refused_total\{.*\} [1-9]/)
})

test('while chunks go out there is none', async (t) => {
  const { publisher, sockets } = await start(t)
  let pings = 0
  for (const socket of sockets) socket.on('ping', () => pings++)
  const chunk = { keyframe: true, startsGroup: true, durationMicros: 33_333, payload: Uint8Array.from([7]) }
  const [, viewer] = sockets
  const begun = performance.now()
  const timer = setInterval(() => {
    publisher.chunk('video', { ...chunk, decodeTimeMicros: 0, captureTimeMicros: Date.now() * 1000 })
  }, 100)
  t.after(() => clearInterval(timer))
  sockets[0]?.send(encodeControl({ type: 'subscribe', tracks: [{ stream: 'cam', track: 'video' }] }))
  while (performance.now() - begun < 3500) await once(viewer as WebSocket, 'message')
  assert.equal(pings, 0)
})
