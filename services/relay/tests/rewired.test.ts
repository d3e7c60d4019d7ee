// What a parent that the node has been taken from still says, and what is left of its figures.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RelayNode } from '../api.ts'
import { fakeParent } from './fake-parent.ts'
import { connectViewer, fakeCamera, testNode, VIDEO, waitFor } from './test-viewer.ts'

const controlToken = 'correct horse battery staple'
const rewire = async (
  { port }: RelayNode,
  parents: readonly { readonly id: string; readonly index: number; readonly port: number }[],
  delayMillis = 0,
) => {
  const impair = delayMillis > 0 ? { delaySeconds: delayMillis / 1000 } : {}
  const response = await fetch(`http://127.0.0.1:${port}/api/wiring`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${controlToken}` },
    body: JSON.stringify({
      parents: parents.map(({ id, index, port: at }) => ({ id, index, url: `ws://127.0.0.1:${at}/push`, impair })),
      edges: [],
    }),
  })
  assert.equal(response.status, 200)
}
const seriesOf = async ({ port }: RelayNode, family: string): Promise<string[]> =>
  (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text())
    .split('\n')
    .filter((line) => line.startsWith(`${family}{`))

test('a catalog that was on its way when the parent went lists nothing', async () => {
  const parent = await fakeParent('in1', 0)
  const node = await testNode(1, 'mid', [], { controlToken }, { keepUnlistedMillis: 100 })
  try {
    await rewire(node, [{ id: 'in1', index: 0, port: parent.port }], 150)
    await waitFor('it is up', () => node.state().parents[0]?.state === 'up')
    parent.list({ name: 'ghost', epoch: 5 })
    await rewire(node, [])
    await sleep(400)
    assert.deepEqual(node.streams(), [])
  } finally {
    await Promise.all([node.close(), parent.close()])
  }
})

test('a parent that has moved keeps its series, though nobody answers at the new place', async () => {
  const parent = await fakeParent('in1', 0)
  const node = await testNode(1, 'mid', [{ node: parent, index: 0, id: 'in1' }], { controlToken })
  const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1')
  try {
    await once(silent, 'listening')
    await waitFor('it is up', () => node.state().parents[0]?.state === 'up')
    await rewire(node, [{ id: 'in1', index: 0, port: (silent.address() as AddressInfo).port }])
    await sleep(50)
    assert.deepEqual(await seriesOf(node, 'weir_link_up'), ['weir_link_up{from="in1",to="mid"} 0'])
  } finally {
    silent.close()
    await Promise.all([node.close(), parent.close()])
  }
})

test('a track that comes back while somebody waits for it begins its series at 0 again', async () => {
  const first = await testNode(0, 'in1')
  const node = await testNode(1, 'mid', [], { controlToken }, { keepUnlistedMillis: 100 })
  const viewer = await connectViewer(node.port)
  const play = async (origin: RelayNode) => {
    const camera = fakeCamera(origin)
    camera.start()
    camera.roll()
    const had = viewer.frames.length
    await rewire(node, [{ id: 'in1', index: 0, port: origin.port }])
    await viewer.until('chunks come', () => viewer.frames.length > had + 5)
    assert.equal((await seriesOf(node, 'weir_chunks_received_total')).length, 1)
    camera.stop()
  }
  let second: RelayNode | undefined
  try {
    viewer.subscribe(VIDEO)
    await play(first)
    assert.equal((await seriesOf(node, 'weir_chunks_missing_total')).length, 1)
    await rewire(node, [])
    await waitFor('it is forgotten', () => node.state().tracks.every(({ epoch }) => epoch === 0))
    await sleep(50)
    assert.deepEqual(await seriesOf(node, 'weir_chunks_received_total'), [])
    second = await testNode(0, 'in1')
    await play(second)
    assert.equal((await seriesOf(node, 'weir_chunks_missing_total')).length, 1)
    assert.equal((await seriesOf(node, 'weir_chunks_duplicate_total')).length, 1)
  } finally {
    viewer.close()
    await Promise.all([node, first, ...(second ? [second] : [])].map((each) => each.close()))
  }
})
