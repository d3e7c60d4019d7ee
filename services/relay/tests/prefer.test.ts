// `prefer`: the better of two parents pushes while it can, and gets the stream back without a hole.
import assert from 'node:assert/strict'
import test from 'node:test'
import { connectViewer, fakeCamera, range, sequencesOf, testNode, VIDEO, waitFor } from './test-viewer.ts'

test('the preferred parent pushes from the start, and again some time after it came back', async (t) => {
  const origin = await testNode(0, 'in1')
  const up = [{ node: origin, index: 0, id: 'in1' }]
  const worse = await testNode(1, 'mid-a', up)
  let better = await testNode(2, 'mid-b', up)
  const { port } = better
  const edge = await testNode(
    3,
    'edge1',
    [worse, better].map((node) => ({ node, index: node.config.index, id: node.config.id })),
    { redundancy: 'standby', prefer: ['mid-b'] },
  )
  t.after(async () => {
    viewer.close()
    camera.stop()
    for (const node of [edge, better, worse, origin]) await node.close()
  })
  const camera = fakeCamera(origin)
  camera.start()
  camera.roll()
  const states = () => edge.state().parents.map(({ state }) => state)
  const are = (...wanted: string[]) => states().join() === wanted.join()
  // On a machine that stalls it may be given up at the start, and then rests for a minute.
  await waitFor('mid-b pushes', () => are('standby', 'up'), 75)
  const viewer = await connectViewer(edge.port)
  viewer.subscribe(VIDEO)
  await viewer.until('chunks', () => sequencesOf(viewer.frames).length > 10)

  /** Ways back to a better parent; one may have been taken at the start already. */
  const ways = async () =>
    (await edge.metrics.failovers.get()).values.find(({ labels }) => labels.reason === 'preferred')?.value ?? 0
  const before = await ways()
  await better.close()
  await waitFor('mid-a pushes', () => states()[0] === 'up')
  better = await testNode(2, 'mid-b', up, { listen: { port } })
  await waitFor('mid-b is back, and waits', () => are('up', 'standby'))
  await waitFor('mid-b pushes again', () => are('standby', 'up'), 75)
  const had = viewer.frames.length
  await viewer.until('thirty more chunks', () => viewer.frames.length > had + 30)
  const sequences = sequencesOf(viewer.frames)
  assert.deepEqual(sequences, range(sequences[0] ?? 0, (sequences[0] ?? 0) + sequences.length))
  assert.equal((await ways()) - before, 1)
})
