import assert from 'node:assert/strict'
import test from 'node:test'
import { connectViewer, fakeCamera, range, sequencesOf, testNode, VIDEO, waitFor } from './test-viewer.ts'

const CHUNK_BYTES = 50_000
const MAX_BYTES = 400_000

for (const policy of ['drop-to-keyframe', 'drop-oldest-gop', 'disconnect'] as const) {
  test(`${policy}: a child that stops reading costs a bounded number of bytes, and the others nothing`, async () => {
    const node = await testNode(0, 'in1', [], { backpressure: { policy, maxBytes: MAX_BYTES } })
    const camera = fakeCamera(node)
    camera.start()
    camera.shoot(1, CHUNK_BYTES)
    const [slow, good] = [await connectViewer(node.port), await connectViewer(node.port)]
    try {
      for (const viewer of [slow, good]) {
        viewer.subscribe(VIDEO)
        await viewer.until('the cache', () => sequencesOf(viewer.frames).length === 1)
      }
      slow.ws.pause()
      let most = 0
      let mostSent = 0
      for (let shot = 1; shot < 400; shot++) {
        camera.shoot(1, CHUNK_BYTES)
        await good.until('each chunk', () => sequencesOf(good.frames).length === shot + 1)
        const { children } = node.state()
        most = Math.max(most, ...children.map(({ queueBytes }) => queueBytes))
        // The good one has got every chunk; the other is the one that got fewer.
        mostSent = Math.max(mostSent, Math.min(...children.map(({ sentChunks }) => sentChunks)))
      }
      assert.deepEqual(sequencesOf(good.frames), range(0, 400))
      assert.ok(most > 0 && most <= MAX_BYTES, `${most} bytes waited`)
      if (policy !== 'disconnect') {
        // What the kernels hold counts too: without receipts it was 4 MB before the first drop.
        const slack = 3 * CHUNK_BYTES
        assert.ok(mostSent * CHUNK_BYTES <= MAX_BYTES + slack, `${mostSent} chunks were sent to one that reads none`)
      }
      const dropped = (await node.metrics.chunksDropped.get()).values.find(({ labels }) => labels.reason === policy)
      assert.ok((dropped?.value ?? 0) > 0, 'drops are counted')

      slow.ws.resume()
      if (policy === 'disconnect') {
        await waitFor('it is gone', () => slow.ws.readyState === slow.ws.CLOSED)
        return
      }
      await waitFor('the queue has drained', () => node.state().children.every(({ queueBytes }) => queueBytes === 0))
      for (let shot = 400; shot < 420; shot++) {
        camera.shoot(1, CHUNK_BYTES)
        await good.until('each chunk', () => sequencesOf(good.frames).at(-1) === shot)
      }
      await slow.until('it goes on at the end', () => sequencesOf(slow.frames).at(-1) === 419)
      const got = sequencesOf(slow.frames)
      assert.deepEqual(
        got,
        [...got].sort((a, b) => a - b),
      )
      for (const [index, sequence] of got.entries()) {
        const before = got[index - 1]
        assert.ok(
          before === undefined || sequence === before + 1 || sequence % 10 === 0,
          'after a hole comes a keyframe',
        )
      }
    } finally {
      slow.ws.terminate()
      good.close()
      await node.close()
    }
  })
}
