import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import test from 'node:test'
import { encodeControl, SUBPROTOCOL } from '@weir/wire'
import { WebSocket } from 'ws'
import type { RelayNode } from '../api.ts'
import { fakeParent, trackId } from './fake-parent.ts'
import { connectViewer, range, testNode, VIDEO, waitFor } from './test-viewer.ts'

const scrape = async (node: RelayNode): Promise<readonly string[]> =>
  (await (await fetch(`http://127.0.0.1:${node.port}/metrics`)).text())
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
const refusals = async (node: RelayNode, reason: string): Promise<number> =>
  (await node.metrics.peersRefused.get()).values.find(({ labels }) => labels.reason === reason)?.value ?? 0

test('names that strangers make up become no series', async () => {
  const parent = await fakeParent('in1', 0)
  parent.list({ name: 'cam', epoch: 5 })
  const node = await testNode(1, 'mid', [{ node: parent, index: 0, id: 'in1' }], { nodes: [{ id: 'edge1', index: 7 }] })
  const relays: WebSocket[] = []
  try {
    await waitFor('the stream is listed', () => node.streams().length === 1)
    parent.send({ type: 'init' })
    const viewer = await connectViewer(node.port)
    viewer.subscribe({ stream: 'made up', track: 'video' }, VIDEO)
    await waitFor('the clock is known', () => node.state().parents[0]?.offsetErrorSeconds !== null)
    for (const index of range(0, 500)) {
      const stamp = { receiveMicros: 1, sendMicros: Date.now() * 1000, offsetMicros: 0, errorMicros: 0 }
      const trail = [
        { nodeIndex: 1000 + index, ...stamp },
        { nodeIndex: 0, ...stamp },
      ]
      parent.send({ sequence: index, captureTimeMicros: Date.now() * 1000, trail })
    }
    for (const id of ['edge1', ...range(0, 100).map((number) => `made-up-${number}`)]) {
      const ws = new WebSocket(`ws://127.0.0.1:${node.port}/push`, [SUBPROTOCOL])
      relays.push(ws)
      await once(ws, 'open')
      ws.send(encodeControl({ type: 'hello', role: 'relay', node: { id, index: 7 }, agent: '' }))
    }
    await waitFor('all has come', () => node.state().tracks[0]?.received === 500)
    await waitFor('all are here', () => node.state().children.length === 102)
    const lines = await scrape(node)
    assert.doesNotMatch(lines.join('\n'), /made.up|#1\d\d\d/)
    assert.ok(
      lines.some((line) => line.includes('weir_path_latency_seconds_count') && line.includes('ingress="other"')),
    )
    for (const to of ['edge1', 'other', 'viewers'])
      assert.ok(
        lines.some((line) => line.startsWith(`weir_downlink_queue_bytes{to="${to}"}`)),
        to,
      )
    assert.ok(lines.length < 300, `${lines.length} series`)
    viewer.close()
  } finally {
    for (const ws of relays) ws.terminate()
    await Promise.all([node.close(), parent.close()])
  }
})

test('a parent that lists ever new names is held to what a catalog may have, and what it listed goes with it', async () => {
  const parent = await fakeParent('in1', 0)
  const node = await testNode(1, 'mid', [{ node: parent, index: 0, id: 'in1' }], {}, { keepUnlistedMillis: 300 })
  const viewer = await connectViewer(node.port)
  try {
    await waitFor('it is up', () => node.state().parents[0]?.state === 'up')
    for (const round of range(0, 40)) {
      parent.list(...range(0, 256).map((number) => ({ name: `s${round}-${number}`, epoch: 5 })))
      parent.send({ type: 'init', trackId: trackId(round, 0) }, { trackId: trackId(round, 0) })
    }
    await waitFor('they are listed', () => node.streams().length === 256)
    assert.ok(node.state().tracks.length <= 256)
    const most = (await scrape(node)).length
    await parent.close()
    await waitFor('the list is empty', () => node.streams().length === 0)
    await viewer.until('the viewer knows', () => viewer.catalog()?.streams.length === 0)
    assert.deepEqual(node.state().tracks, [])
    await waitFor('nothing is asked for', () => node.state().faults.length === 1)
    const left = await scrape(node)
    assert.ok(left.length < most)
    assert.doesNotMatch(left.join('\n'), /stream="s/)
  } finally {
    viewer.close()
    await node.close()
  }
})

test('a parent that does not stop sending catalogs is left, and dialled again', async () => {
  const parent = await fakeParent('in1', 0)
  const node = await testNode(1, 'mid', [{ node: parent, index: 0, id: 'in1' }])
  node.log.level = 'silent'
  try {
    await waitFor('it is up', () => node.state().parents[0]?.state === 'up')
    for (const epoch of range(0, 1000)) parent.list({ name: 'cam', epoch })
    await waitFor('it is dialled again', () => parent.dials() > 1)
  } finally {
    await Promise.all([node.close(), parent.close()])
  }
})

/** A WebSocket that is opened by hand, so that frames can be left unfinished. */
const rawChild = async (port: number, path = '/push'): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ${SUBPROTOCOL}\r\n\r\n`,
  )
  await once(socket, 'data')
  socket.resume()
  return socket
}
const masked = (first: number, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from([first, 0x80 | payload.length]), Buffer.alloc(4), payload])
const HELLO = Buffer.from(encodeControl({ type: 'hello', role: 'viewer', agent: 'raw' }))

test('a message of ever more fragments, or of single bytes, or one that is never whole, ends its connection', async () => {
  const node = await testNode(0, 'in1')
  const [fragments, open] = [await rawChild(node.port), await rawChild(node.port)]
  try {
    open.write(masked(0x81, HELLO))
    open.write(masked(0x01, Buffer.from('{')))
    fragments.write(masked(0x81, HELLO))
    const closed = [once(fragments, 'close'), once(open, 'close')]
    fragments.write(masked(0x01, Buffer.from('{')))
    for (let count = 0; count < 200; count++) fragments.write(masked(0x00, Buffer.from(' ')))
    await closed[0]
    assert.equal(await refusals(node, 'websocket'), 1)
    const began = performance.now()
    await closed[1]
    assert.ok(performance.now() - began < 8000)
    assert.equal(await refusals(node, 'unfinished'), 1)
  } finally {
    for (const socket of [fragments, open]) socket.destroy()
    await node.close()
  }
})

test('one address has no more connections than its limit, nor more children that watch nothing than theirs', async () => {
  const limits = { connections: 100, connectionsPerAddress: 30, idlePerAddress: 5, idleSeconds: 10 }
  const node = await testNode(0, 'in1', [], { limits })
  node.log.level = 'silent'
  const viewers = await Promise.all(range(0, 29).map(() => connectViewer(node.port)))
  const extra = range(0, 3).map(() => connect(node.port, '127.0.0.1'))
  try {
    await Promise.all(
      extra.map((socket) =>
        once(
          socket.on('error', () => {}),
          'close',
        ),
      ),
    )
    assert.ok((await refusals(node, 'address')) >= 2)
    await waitFor('the others have had their time', () => node.state().children.length === 0, 15)
    assert.equal(await refusals(node, 'idle'), 29)
    const said = (reason: RegExp) =>
      viewers.filter(({ messages }) =>
        messages.some((message) => message.type === 'bye' && message.code === 'busy' && reason.test(message.reason)),
      ).length
    await waitFor('all have heard it', () => said(/./) === 29)
    assert.equal(said(/^more than 5 of one address watch nothing$/), 24)
    assert.equal(said(/^watched nothing for 10 s$/), 5)
  } finally {
    for (const viewer of viewers) viewer.close()
    for (const socket of extra) socket.destroy()
    await node.close()
  }
})
