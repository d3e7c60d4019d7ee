import assert from 'node:assert/strict'
import test from 'node:test'
import { hopsOf } from '@weir/wire'
import { connectViewer, fakeCamera, testNode, VIDEO, waitFor } from '../tests/test-viewer.ts'

test('hop latencies come out right when the clocks of the nodes are seconds apart and drift', async () => {
  const origin = await testNode(0, 'in1')
  const skew = { offsetMicros: -7_000_000, rate: 1e-4 }
  const middle = await testNode(1, 'mid', [{ node: origin, index: 0, id: 'in1' }], { clockSkew: skew })
  const edge = await testNode(2, 'edge1', [{ node: middle, index: 1, id: 'mid' }])
  const camera = fakeCamera(origin)
  camera.start()
  camera.shoot(1)
  const viewer = await connectViewer(edge.port)
  viewer.subscribe(VIDEO)
  try {
    await viewer.until('the cache', () => viewer.frames.length === 2)
    await waitFor('the clocks are compared', () =>
      [middle, edge].every((node) => node.state().parents[0]?.offsetErrorSeconds !== null),
    )
    camera.roll()
    await viewer.until('fifty chunks', () => viewer.frames.length > 50)
    assert.ok(Math.abs((middle.state().parents[0]?.offsetSeconds ?? 0) - 7) < 0.05)
    assert.ok(Math.abs((edge.state().parents[0]?.offsetSeconds ?? 0) + 7) < 0.05)
    for (const { trail, replay } of viewer.frames) {
      for (const { pushMicros, errorMicros } of replay ? [] : hopsOf(trail)) {
        // No push takes less than nothing, and none here a second: without the offset it would be 7 s either way.
        assert.ok(pushMicros >= -errorMicros && pushMicros < 1e6, `${pushMicros} ± ${errorMicros} µs`)
      }
    }
    const path = edge.state().tracks[0]?.path
    assert.ok(path && path.p50Seconds < 1, `capture to edge ${path?.p50Seconds} s`)
  } finally {
    camera.stop()
    viewer.close()
    await Promise.all([edge, middle, origin].map((node) => node.close()))
  }
})
