import assert from 'node:assert/strict'
import { once } from 'node:events'
import test from 'node:test'
import type { RelayNode } from '../api.ts'
import type { NodeConfigInput } from '../config/index.ts'
import {
  connectViewer,
  fakeCamera,
  range,
  sequencesOf,
  type TestViewer,
  testNode,
  VIDEO,
  waitFor,
} from './test-viewer.ts'

const names = (stream: string, count: number) =>
  range(0, count).map((number) => ({ stream, track: `${stream}${number}` }))

/** in1 ─► mid-a, mid-b ─► edge1, hot, and a viewer that watches a rolling camera. */
const watched = async (more: Partial<NodeConfigInput> = {}) => {
  const origin = await testNode(0, 'in1')
  const up = [{ node: origin, index: 0, id: 'in1' }]
  const middles = [await testNode(1, 'mid-a', up, more), await testNode(2, 'mid-b', up, more)]
  const edge = await testNode(
    3,
    'edge1',
    middles.map((node) => ({ node, index: node.config.index, id: node.config.id })),
    more,
  )
  const camera = fakeCamera(origin)
  camera.start()
  await waitFor('the stream is listed', () => edge.streams().length === 1)
  camera.roll()
  const viewer = await connectViewer(edge.port)
  viewer.subscribe(VIDEO)
  await viewer.until('it watches', () => sequencesOf(viewer.frames).length >= 5)
  return {
    edge,
    middles,
    viewer,
    async close() {
      camera.stop()
      viewer.close()
      await Promise.all([edge, ...middles, origin].map((node) => node.close()))
    },
  }
}
const refusedBy = async (node: RelayNode): Promise<number> =>
  (await node.metrics.peersRefused.get()).values.reduce((sum, { value }) => sum + value, 0)

for (const demand of ['always', 'viewers'] as const) {
  test(`demand: ${demand}: what viewers make up goes no further than their edge, and nobody else misses a chunk`, async () => {
    const lab = await watched({ demand })
    const hostile = await connectViewer(lab.edge.port)
    const [one, other] = [await connectViewer(lab.edge.port), await connectViewer(lab.edge.port)]
    let turn = 0
    const alternating = setInterval(() => {
      for (const [index, peer] of [one, other].entries()) peer.subscribe(...(turn % 2 ? names(`x${index}`, 50) : []))
      turn++
    }, 15)
    try {
      hostile.subscribe(...names('nobody', 255))
      await waitFor('a hundred turns', () => turn > 100)
      clearInterval(alternating)
      const had = lab.viewer.frames.length
      await lab.viewer.until('thirty more chunks', () => lab.viewer.frames.length > had + 30)
      const sequences = sequencesOf(lab.viewer.frames)
      assert.deepEqual(sequences, range(sequences[0] ?? 0, (sequences[0] ?? 0) + sequences.length))
      for (const parent of lab.edge.state().parents) assert.equal(parent.reconnects, 0, parent.id)
      for (const middle of lab.middles) {
        assert.equal(await refusedBy(middle), 0)
        assert.deepEqual(
          middle.state().children.map(({ tracks }) => tracks),
          [['cam/video']],
        )
      }
    } finally {
      clearInterval(alternating)
      for (const peer of [hostile, one, other]) peer.close()
      await lab.close()
    }
  })
}

test('a track that a child waits for begins when a parent lists it', async () => {
  const origin = await testNode(0, 'in1')
  const edge = await testNode(1, 'edge1', [{ node: origin, index: 0, id: 'in1' }], { demand: 'viewers' })
  const camera = fakeCamera(origin)
  const viewer = await connectViewer(edge.port)
  try {
    viewer.subscribe(VIDEO)
    await waitFor('it waits', () => edge.state().children[0]?.tracks.length === 1)
    camera.start()
    camera.roll()
    await viewer.until('chunks', () => sequencesOf(viewer.frames).length >= 5)
  } finally {
    camera.stop()
    viewer.close()
    await Promise.all([edge.close(), origin.close()])
  }
})

test('one address does not take all names that are waited for, and who finds no room is told to come back', async () => {
  const edge = await testNode(1, 'edge1')
  const bye = ({ messages }: TestViewer) => messages.find((message) => message.type === 'bye')
  const greedy = await Promise.all(range(0, 16).map(() => connectViewer(edge.port)))
  const late = await connectViewer(edge.port)
  const elsewhere = await connectViewer(edge.port, '127.0.0.2')
  try {
    for (const [index, viewer] of greedy.entries()) viewer.subscribe(...names(`x${index}-`, 64))
    await waitFor(
      'four of them wait, and the others are let go',
      () => edge.state().children.filter(({ tracks }) => tracks.length === 64).length === 4,
    )
    await waitFor('twelve are told', () => greedy.filter((viewer) => bye(viewer)).length === 12)
    const closed = once(late.ws, 'close')
    late.subscribe({ stream: 'soon', track: 'video' })
    const [code] = await closed
    assert.equal(code, 1013)
    assert.deepEqual(bye(late), {
      type: 'bye',
      code: 'busy',
      reason: 'too many tracks are waited for that are not here, soon/video has no room now',
    })
    elsewhere.subscribe({ stream: 'soon', track: 'video' })
    await waitFor('one at another address waits', () =>
      edge.state().children.some(({ tracks }) => tracks.includes('soon/video')),
    )
  } finally {
    for (const viewer of [...greedy, late, elsewhere]) viewer.close()
    await edge.close()
  }
})
