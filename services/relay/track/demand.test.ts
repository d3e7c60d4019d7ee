import assert from 'node:assert/strict'
import test from 'node:test'
import { connectViewer, fakeCamera, sequencesOf, testNode, VIDEO, waitFor } from '../tests/test-viewer.ts'

test('with demand: viewers a stream is asked for only while somebody watches, all the way up to the source', async () => {
  const demand = 'viewers' as const
  const origin = await testNode(0, 'in1', [], { demand })
  const middle = await testNode(1, 'mid', [{ node: origin, index: 0, id: 'in1' }], { demand })
  const edge = await testNode(2, 'edge1', [{ node: middle, index: 1, id: 'mid' }], { demand, roles: ['edge'] })
  const told: boolean[] = []
  const camera = fakeCamera(origin)
  origin.onDemandChange('cam', (wanted) => {
    told.push(wanted)
    if (wanted) {
      camera.start()
      camera.roll()
    } else {
      camera.stop()
      camera.end()
    }
  })
  // Once it has been on the list anybody can ask for it: no name goes up that no parent has listed.
  camera.start()
  camera.end()
  assert.equal(origin.wanted('cam'), false)
  await waitFor('the stream is listed', () => edge.streams().length === 1)
  try {
    for (const round of [1, 2]) {
      const viewer = await connectViewer(edge.port)
      viewer.subscribe(VIDEO)
      await viewer.until('chunks', () => sequencesOf(viewer.frames).length >= 5)
      assert.deepEqual(sequencesOf(viewer.frames).slice(0, 5), [0, 1, 2, 3, 4], 'nothing stale comes first')
      viewer.close()
      await waitFor('the camera rests', () => told.length === 2 * round, 15)
    }
    assert.deepEqual(told, [true, false, true, false])
    assert.equal(edge.state().tracks[0]?.missing, 0)
    assert.equal((await fetch(`http://127.0.0.1:${edge.port}/healthz`)).status, 200)
  } finally {
    camera.stop()
    await Promise.all([edge, middle, origin].map((node) => node.close()))
  }
})
