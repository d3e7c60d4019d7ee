import assert from 'node:assert/strict'
import test from 'node:test'
import { hopsOf } from '@weir/wire'
import { connectViewer, fakeCamera, range, sequencesOf, testNode, VIDEO, waitFor } from './test-viewer.ts'

test('a chunk that is published at one end of a chain comes out at the other, in order, with its history', async () => {
  const origin = await testNode(0, 'in1', [], { roles: ['ingress'] })
  const middle = await testNode(1, 'mid', [{ node: origin, index: 0, id: 'in1' }])
  const nodes = [{ id: 'in1', index: 0 }]
  const edge = await testNode(2, 'edge1', [{ node: middle, index: 1, id: 'mid' }], { roles: ['edge'], nodes })
  const camera = fakeCamera(origin)
  camera.start()
  camera.shoot(3)
  const viewer = await connectViewer(edge.port)
  try {
    await viewer.until(
      'the stream is listed',
      () => viewer.catalog()?.streams.some(({ name }) => name === 'cam') ?? false,
    )
    await waitFor('the clocks are compared', () =>
      [middle, edge].every((node) => node.state().parents[0]?.offsetErrorSeconds !== null),
    )
    viewer.subscribe(VIDEO)
    await viewer.until('the cache comes', () => sequencesOf(viewer.frames).length === 3)
    camera.shoot(30)
    await viewer.until('the live chunks come', () => sequencesOf(viewer.frames).length === 33)

    assert.equal(viewer.frames[0]?.type, 'init')
    assert.equal(Buffer.from(viewer.frames[0]?.payload ?? []).toString(), 'video init of cam')
    assert.deepEqual(sequencesOf(viewer.frames), range(0, 33))
    assert.ok(viewer.frames.slice(1, 4).every(({ replay }) => replay))
    const last = viewer.frames.at(-1)
    assert.ok(last && !last.replay)
    assert.deepEqual(last.payload, new Uint8Array(1000).fill(32))
    assert.deepEqual(
      last.trail.map(({ nodeIndex }) => nodeIndex),
      [0, 1, 2],
    )
    for (const hop of hopsOf(last.trail)) assert.ok(hop.pushMicros > -hop.errorMicros && hop.pushMicros < 1e6)
    assert.deepEqual(
      viewer
        .catalog()
        ?.nodes.map(({ id }) => id)
        .sort(),
      ['edge1', 'in1', 'mid'],
    )

    const figures = await (await fetch(`http://127.0.0.1:${edge.port}/metrics`)).text()
    assert.match(figures, /weir_hop_push_latency_seconds_count\{stream="cam",track="video",from="mid",to="edge1"\} 30/)
    assert.match(figures, /weir_path_latency_seconds_count\{stream="cam",track="video",ingress="in1"\} 30/)
    assert.match(figures, /weir_viewers\{stream="cam"\} 1/)
    const health = await fetch(`http://127.0.0.1:${edge.port}/healthz`)
    assert.equal(health.status, 200)
    const state = edge.state()
    assert.equal(state.tracks[0]?.sequence, 32)
    assert.equal(state.tracks[0]?.missing, 0)
  } finally {
    viewer.close()
    await Promise.all([edge.close(), middle.close(), origin.close()])
  }
})
