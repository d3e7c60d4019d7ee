import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import test from 'node:test'
import { encodeControl, encodeFrame, type Frame, SUBPROTOCOL } from '@weir/wire'
import { WebSocket } from 'ws'
import { FRAME } from './fake-parent.ts'
import { connectViewer, fakeCamera, range, sequencesOf, testNode, VIDEO, waitFor } from './test-viewer.ts'

const HELLO = encodeControl({ type: 'hello', role: 'viewer', agent: 'test' })
const CHUNK: Frame = { ...FRAME, epoch: 9e15 }
const many = (count: number) =>
  JSON.stringify({
    type: 'subscribe',
    tracks: Array.from({ length: count }, (_, i) => ({ stream: 's', track: `t${i}` })),
  })

const CASES: readonly (readonly [string, string, (ws: WebSocket) => void])[] = [
  ['media', 'media', (ws) => ws.send(encodeFrame(CHUNK))],
  ['a catalog', 'catalog', (ws) => ws.send(encodeControl({ type: 'catalog', streams: [], nodes: [] }))],
  ['a second hello', 'second-hello', (ws) => ws.send(HELLO)],
  ['what is not JSON', 'not-json', (ws) => ws.send('{')],
  ['an unknown message', 'unknown-message', (ws) => ws.send('{"type":"publish"}')],
  ['a clock answer', 'clock', (ws) => ws.send('{"type":"clock","t0":1,"t1":2,"t2":3}')],
  ['a text frame that is too large', 'websocket', (ws) => ws.send('x'.repeat(100_000))],
  ['a thousand subscriptions', 'field', (ws) => ws.send(many(1000))],
  [
    'more messages than anybody needs',
    'rate',
    (ws) => {
      for (let count = 0; count < 1000; count++) ws.send('{"type":"clock","t0":1}')
    },
  ],
  // Frame head of a binary message of 4 GB, masked.
  [
    'a length of 4 GB',
    'websocket',
    (ws) =>
      (ws as unknown as { _socket: WebSocket & { write(b: Buffer): void } })._socket.write(
        Buffer.from('82ff000000010000000000000000', 'hex'),
      ),
  ],
]

test('whoever breaks a rule on /push is sent away and counted, and nobody else notices', async () => {
  const node = await testNode(0, 'in1', [], { logLevel: 'error' })
  const camera = fakeCamera(node)
  camera.start()
  const viewer = await connectViewer(node.port)
  viewer.subscribe(VIDEO)
  try {
    for (const [name, reason, misbehave] of CASES) {
      const ws = new WebSocket(`ws://127.0.0.1:${node.port}/push`, [SUBPROTOCOL])
      ws.on('error', () => {})
      await once(ws, 'open')
      ws.send(HELLO)
      misbehave(ws)
      await once(ws, 'close')
      const counted = (await node.metrics.peersRefused.get()).values.find(({ labels }) => labels.reason === reason)
      assert.ok((counted?.value ?? 0) >= 1, `${name} counts as ${reason}`)
    }
    camera.shoot(30)
    await viewer.until('all chunks', () => sequencesOf(viewer.frames).length === 30)
    assert.ok(viewer.frames.every(({ epoch }) => epoch < 9e15))
  } finally {
    viewer.close()
    await node.close()
  }
})

test('a connection that says nothing, or not enough, is let go', async () => {
  const node = await testNode(0, 'in1')
  const silent = new WebSocket(`ws://127.0.0.1:${node.port}/push`, [SUBPROTOCOL])
  const [spare, slow] = [connect(node.port, '127.0.0.1'), connect(node.port, '127.0.0.1')]
  try {
    slow.write('GET /push HTTP/1.1\r\nHost: x\r\n')
    const closed = once(silent, 'close')
    assert.equal(await text(spare), '', 'no answer where nothing was asked: a browser would take it for its next one')
    assert.match(await text(slow), /^HTTP\/1\.1 408 Request Timeout\r\n/)
    await closed
    assert.deepEqual(node.state().children, [])
    const { values } = await node.metrics.peersRefused.get()
    const http = values.filter(({ labels }) => labels.reason === 'http').map(({ value }) => value)
    assert.deepEqual(http, [1], 'only the slow one counts')
  } finally {
    silent.terminate()
    spare.destroy()
    slow.destroy()
    await node.close()
  }
})

const awaiting = (name: string, from: number, to: number) =>
  range(from, to).map((number) => ({ stream: name, track: `t${number}` }))

test('tracks that nobody has are remembered while their child stays, a few for each child, up to a bound for all', async () => {
  const node = await testNode(0, 'in1')
  // Four at each address, which may not have more.
  const peers = await Promise.all(range(0, 17).map((i) => connectViewer(node.port, `127.0.0.${2 + (i >> 2)}`)))
  try {
    const greedy = await connectViewer(node.port)
    greedy.subscribe(...awaiting('s', 0, 65))
    await greedy.until('it is refused', () => greedy.messages.some((message) => message.type === 'bye'))
    for (const [index, peer] of peers.entries()) peer.subscribe(...awaiting(`s${index}`, 0, 64))
    await waitFor('the last is refused', () => node.state().children.length < 17)
    const camera = fakeCamera(node, 's0')
    camera.start()
    for (const peer of peers) peer.close()
    await waitFor('all are gone', () => node.state().children.length === 0)
    const viewer = await connectViewer(node.port)
    await waitFor('there is room again', () => {
      viewer.subscribe(...awaiting('s9', 0, 64))
      return node.state().children[0]?.tracks.length === 64
    })
    viewer.close()
  } finally {
    await node.close()
  }
})

test('who begins tracks ever again is sent away; who does it now and then gets all of them each time', async () => {
  const node = await testNode(0, 'in1')
  const streams = range(0, 8).map((number) => `s${number}`)
  const cameras = streams.map((stream) => fakeCamera(node, stream))
  for (const camera of cameras) {
    camera.start()
    camera.shoot(10)
  }
  const all = streams.map((stream) => ({ stream, track: 'video' }))
  const [patient, greedy] = await Promise.all([connectViewer(node.port), connectViewer(node.port)])
  try {
    for (const times of range(1, 11)) {
      patient.subscribe(...all)
      await patient.until('all of them', () => sequencesOf(patient.frames).length === times * 8 * 10)
      patient.subscribe()
    }
    const refused = () => greedy.messages.some((message) => message.type === 'bye')
    const began = performance.now()
    const idle = () => node.state().children.every(({ tracks }) => tracks.length === 0)
    for (let times = 1; times < 90 && !refused(); times++) {
      greedy.subscribe(...all)
      const had = () => sequencesOf(greedy.frames).length >= times * 8 * 10
      await greedy.until('all of them, or none more', () => refused() || had())
      greedy.subscribe()
      await waitFor('none', idle)
    }
    assert.ok(refused())
    const most = 5000 + 2 * 8 * 10 + 300 * ((performance.now() - began) / 1000)
    assert.ok(sequencesOf(greedy.frames).length <= most, `${sequencesOf(greedy.frames).length} chunks`)
    const { values } = await node.metrics.peersRefused.get()
    assert.deepEqual(
      values.map(({ labels, value }) => [labels.reason, value]),
      [['rate', 1]],
    )
  } finally {
    patient.close()
    greedy.close()
    await node.close()
  }
})

test('a chunk that has been here before is not taken again', async () => {
  const one = await testNode(0, 'one')
  const two = await testNode(1, 'two', [{ node: one, index: 0, id: 'one' }])
  // The same index twice in one tree stands for a cycle: the trail already holds it.
  const again = await testNode(0, 'again', [{ node: two, index: 1, id: 'two' }])
  const camera = fakeCamera(one)
  camera.start()
  try {
    await waitFor('the stream is listed', () => again.streams().length === 1)
    camera.shoot(5)
    await waitFor('loops are counted', () => again.state().tracks[0]?.received === 5)
    assert.equal(again.state().tracks[0]?.cachedChunks, 0)
    assert.match(JSON.stringify((await again.metrics.chunksDropped.get()).values), /loop/)
  } finally {
    await Promise.all([again, two, one].map((node) => node.close()))
  }
})
