import assert from 'node:assert/strict'
import test from 'node:test'
import type { RelayNode } from '../api.ts'
import type { NodeConfigInput } from '../config/index.ts'
import { connectViewer, fakeCamera, range, sequencesOf, testNode, VIDEO, waitFor } from './test-viewer.ts'

/** in1 ─► mid-a ─► edge1, in1 ─► mid-b ─► edge1, a rolling camera, and a viewer that has begun to watch. */
const diamond = async (redundancy: 'hot' | 'standby', more: Partial<NodeConfigInput> = {}) => {
  const origin = await testNode(0, 'in1')
  const up = [{ node: origin, index: 0, id: 'in1' }]
  const middles = [await testNode(1, 'mid-a', up, more), await testNode(2, 'mid-b', up, more)]
  const edge = await testNode(
    3,
    'edge1',
    middles.map((node) => ({ node, index: node.config.index, id: node.config.id })),
    { redundancy, ...more },
  )
  const camera = fakeCamera(origin)
  camera.start()
  camera.roll()
  await waitFor('both parents are up', () =>
    edge.state().parents.every(({ state }) => state === 'up' || state === 'standby'),
  )
  const viewer = await connectViewer(edge.port)
  viewer.subscribe(VIDEO)
  await viewer.until('twenty chunks', () => sequencesOf(viewer.frames).length >= 20)
  return {
    origin,
    middles: middles as [RelayNode, RelayNode],
    edge,
    camera,
    viewer,
    async close() {
      camera.stop()
      viewer.close()
      await Promise.all([edge, ...middles, origin].map((node) => node.close()))
    },
  }
}
/** As `PUT /api/wiring` has them. */
const parentOf = ({ config: { id, index }, port }: RelayNode) => {
  const url = `ws://127.0.0.1:${port}/push`
  return { id, index, url, impair: {} }
}
const assertNothingLost = (sequences: readonly number[]) => {
  const first = sequences[0] ?? 0
  assert.deepEqual(sequences, range(first, first + sequences.length))
}

test('hot: both parents push, each chunk goes on once, and one parent can go without a trace', async () => {
  const lab = await diamond('hot')
  try {
    await waitFor('duplicates are counted', () => (lab.edge.state().tracks[0]?.duplicates ?? 0) > 5)
    await lab.middles[0].close()
    const had = lab.viewer.frames.length
    await lab.viewer.until('thirty more chunks', () => lab.viewer.frames.length > had + 30)
    assertNothingLost(sequencesOf(lab.viewer.frames))
    assert.equal(lab.edge.state().tracks[0]?.missing, 0)
    assert.deepEqual(lab.edge.state().faults, [])
  } finally {
    await lab.close()
  }
})

for (const demand of ['always', 'viewers'] as const)
  test(`standby, demand: ${demand}: when the parent that pushes closes, the other goes on from the very next chunk`, async () => {
    const lab = await diamond('standby', { demand })
    try {
      assert.deepEqual(
        lab.edge.state().parents.map(({ state }) => state),
        ['up', 'standby'],
      )
      assert.equal(lab.edge.state().tracks[0]?.duplicates, 0)
      await lab.middles[0].close()
      const had = lab.viewer.frames.length
      await lab.viewer.until('thirty more chunks', () => lab.viewer.frames.length > had + 30)
      assertNothingLost(sequencesOf(lab.viewer.frames))
      assert.match(await lab.edge.metrics.failovers.get().then(({ values }) => JSON.stringify(values)), /close/)
    } finally {
      await lab.close()
    }
  })

for (const redundancy of ['hot', 'standby'] as const)
  test(`${redundancy}: a parent is added and the one that pushed is taken away, and a viewer misses nothing`, async () => {
    const controlToken = 'correct horse battery staple'
    const lab = await diamond(redundancy, { controlToken })
    const third = await testNode(4, 'mid-c', [{ node: lab.origin, index: 0, id: 'in1' }])
    const rewire = async (parents: readonly RelayNode[]) => {
      const response = await fetch(`http://127.0.0.1:${lab.edge.port}/api/wiring`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${controlToken}` },
        body: JSON.stringify({ parents: parents.map(parentOf), edges: [] }),
      })
      assert.equal(response.status, 200)
    }
    try {
      await rewire([...lab.middles, third])
      await waitFor('the third is connected', () =>
        lab.edge.state().parents.every(({ state }) => state === 'up' || state === 'standby'),
      )
      await rewire([third])
      const had = lab.viewer.frames.length
      await lab.viewer.until('thirty more chunks', () => lab.viewer.frames.length > had + 30)
      assertNothingLost(sequencesOf(lab.viewer.frames))
      assert.equal(lab.edge.state().tracks[0]?.missing, 0)
      assert.deepEqual(
        lab.edge.state().parents.map(({ id, state, reconnects }) => `${id} ${state} ${reconnects}`),
        ['mid-c up 0'],
      )
      await waitFor('the others have no child', () => lab.middles.every((node) => node.state().children.length === 0))
    } finally {
      await lab.close()
      await third.close()
    }
  })
