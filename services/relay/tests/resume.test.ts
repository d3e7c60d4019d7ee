import assert from 'node:assert/strict'
import test from 'node:test'
import { connectViewer, fakeCamera, range, sequencesOf, testNode, VIDEO, waitFor } from './test-viewer.ts'

test('a child finds its place again after its parent was gone, out of the cache of what is above', async () => {
  const origin = await testNode(0, 'in1')
  let middle = await testNode(1, 'mid', [{ node: origin, index: 0, id: 'in1' }])
  const port = middle.port
  const edge = await testNode(2, 'edge1', [{ node: middle, index: 1, id: 'mid' }])
  const camera = fakeCamera(origin)
  camera.start()
  camera.shoot(5)
  const viewer = await connectViewer(edge.port)
  try {
    viewer.subscribe(VIDEO)
    await viewer.until('five chunks', () => sequencesOf(viewer.frames).length === 5)
    await middle.close()
    await waitFor(
      'the edge says so',
      () => edge.state().faults[0] === 'no parent is connected: mid (nobody listens there)',
    )
    assert.equal((await fetch(`http://127.0.0.1:${edge.port}/healthz`)).status, 503)
    assert.equal(edge.streams().length, 1, 'what is cached stays listed')
    camera.shoot(5)
    middle = await testNode(1, 'mid', [{ node: origin, index: 0, id: 'in1' }], { listen: { port } })
    await viewer.until('what came meanwhile', () => sequencesOf(viewer.frames).length === 10)
    camera.shoot(5)
    await viewer.until('live chunks', () => sequencesOf(viewer.frames).length === 15)
    assert.deepEqual(sequencesOf(viewer.frames), range(0, 15))
    assert.equal(edge.state().tracks[0]?.missing, 0)
    assert.equal((await fetch(`http://127.0.0.1:${edge.port}/healthz`)).status, 200)
  } finally {
    viewer.close()
    await Promise.all([edge, middle, origin].map((node) => node.close()))
  }
})

test('a new epoch reaches viewers as a new init segment, then its own chunks, and no old ones after it', async () => {
  const origin = await testNode(0, 'in1')
  const edge = await testNode(1, 'edge1', [{ node: origin, index: 0, id: 'in1' }])
  const camera = fakeCamera(origin)
  camera.start()
  camera.shoot(15)
  const viewer = await connectViewer(edge.port)
  try {
    viewer.subscribe(VIDEO)
    await viewer.until('the newest group', () => sequencesOf(viewer.frames).length === 5)
    camera.end()
    await viewer.until('the end', () => viewer.frames.at(-1)?.end === true)
    camera.start()
    camera.shoot(3)
    await viewer.until('the new chunks', () => sequencesOf(viewer.frames).length === 9)
    const told = viewer.frames.map(
      ({ type, sequence, end }) => `${type}${type === 'chunk' ? sequence : ''}${end ? ' end' : ''}`,
    )
    assert.deepEqual(told, [
      'init',
      ...range(10, 15).map((s) => `chunk${s}`),
      'chunk15 end',
      'init',
      'chunk0',
      'chunk1',
      'chunk2',
    ])
    const epochs = viewer.frames.map(({ epoch }) => epoch)
    assert.deepEqual(
      epochs,
      [...epochs].sort((x, y) => x - y),
    )
    assert.equal(edge.state().tracks[0]?.missing, 0)
    assert.equal(viewer.catalog()?.streams[0]?.tracks[0]?.epoch, epochs.at(-1))
  } finally {
    viewer.close()
    await Promise.all([edge.close(), origin.close()])
  }
})
