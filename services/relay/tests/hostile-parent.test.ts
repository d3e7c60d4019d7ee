import assert from 'node:assert/strict'
import { once } from 'node:events'
import test from 'node:test'
import { type Catalog, encodeControl, encodeFrame, type Frame, SUBPROTOCOL } from '@weir/wire'
import { type WebSocket, WebSocketServer } from 'ws'
import { FRAME } from './fake-parent.ts'
import { testNode, waitFor } from './test-viewer.ts'

const HELLO = encodeControl({ type: 'hello', role: 'relay', node: { id: 'in1', index: 0 }, agent: 'fake' })
const CATALOG: Catalog = {
  type: 'catalog',
  nodes: [{ id: 'in1', index: 0 }],
  streams: [
    {
      name: 'cam',
      mime: 'video/mp4',
      init: '',
      tracks: [{ id: 9, name: 'video', kind: 'video', codec: 'avc1.42c01e', epoch: 5 }],
    },
  ],
}
const TRAIL: Frame['trail'] = [{ nodeIndex: 0, receiveMicros: 1, sendMicros: 2, offsetMicros: 0, errorMicros: 0 }]
const frame = (more: Partial<Frame>): Uint8Array => encodeFrame({ ...FRAME, trackId: 9, trail: TRAIL, ...more })

/** A parent that greets, lists one track and then says `say`. */
const fakeParent = async (say: (ws: WebSocket, dial: number) => void, hello = HELLO) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => SUBPROTOCOL })
  await once(server, 'listening')
  let dials = 0
  server.on('connection', (ws) => {
    dials++
    ws.on('error', () => {})
    ws.once('message', () => {
      ws.send(hello)
      ws.send(encodeControl(CATALOG))
      say(ws, dials)
    })
  })
  return {
    port: (server.address() as { port: number }).port,
    dials: () => dials,
    close() {
      for (const ws of server.clients) ws.terminate()
      server.close()
    },
  }
}

const BREACHES: readonly (readonly [string, (ws: WebSocket) => void, string?])[] = [
  ['a frame that is cut short', (ws) => ws.send(frame({}).subarray(0, 40))],
  ['a frame of another version', (ws) => ws.send(Buffer.from(frame({})).fill(9, 0, 1))],
  ['a trail longer than the frame', (ws) => ws.send(Buffer.from(frame({})).fill(255, 3, 4))],
  ['a subscribe', (ws) => ws.send(encodeControl({ type: 'subscribe', tracks: [] }))],
  ['no JSON', (ws) => ws.send('[')],
  [
    'the name of another node',
    () => {},
    encodeControl({ type: 'hello', role: 'relay', node: { id: 'x', index: 8 }, agent: '' }),
  ],
]
for (const [name, say, hello] of BREACHES) {
  test(`a parent that sends ${name} is left, and dialled again`, async () => {
    const parent = await fakeParent(say, hello)
    const node = await testNode(1, 'mid', [{ node: parent, index: 0, id: 'in1' }], { logLevel: 'error' })
    // The breach is logged as an error, at most once a second; not here.
    node.log.level = 'silent'
    try {
      await waitFor('it is dialled again', () => parent.dials() >= 3)
      assert.equal(node.state().tracks[0]?.cachedChunks ?? 0, 0)
    } finally {
      await node.close()
      parent.close()
    }
  })
}

test('frames that mean nothing here are dropped and counted, and the rest goes on', async () => {
  const parent = await fakeParent((ws) => {
    ws.send(frame({ trackId: 1 }))
    ws.send(frame({}))
    ws.send(frame({ type: 'init' }))
    ws.send(frame({ type: 'object' }))
    ws.send(frame({ epoch: 4 }))
    ws.send(frame({}))
  })
  const node = await testNode(1, 'mid', [{ node: parent, index: 0, id: 'in1' }])
  try {
    await waitFor('the one good chunk', () => node.state().tracks[0]?.cachedChunks === 1)
    const { values } = await node.metrics.chunksDropped.get()
    assert.deepEqual(values.map(({ labels, value }) => `${labels.reason} ${value}`).sort(), [
      'late-epoch 1',
      'no-init 1',
      'object 1',
      'unknown-track 1',
    ])
  } finally {
    await node.close()
    parent.close()
  }
})

test('a parent that takes the connection and never says hello is left, and dialled again', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => SUBPROTOCOL })
  await once(server, 'listening')
  let dials = 0
  server.on('connection', (ws) => {
    dials++
    ws.on('error', () => {})
  })
  const { port } = server.address() as { port: number }
  const node = await testNode(1, 'mid', [{ node: { port }, index: 0, id: 'in1' }])
  try {
    await waitFor('it is dialled again', () => dials > 1, 8)
    assert.match(node.state().faults[0] ?? '', /no hello/)
  } finally {
    await node.close()
    for (const ws of server.clients) ws.terminate()
    server.close()
  }
})
