import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { UNKNOWN_ERROR_MICROS } from '@weir/wire'
import type { RelayNode } from '../api.ts'
import { fakeParent } from './fake-parent.ts'
import { connectViewer, fakeCamera, range, sequencesOf, testNode, VIDEO, waitFor } from './test-viewer.ts'

/** What one scrape says, for as many patterns as there are: two scrapes are of two moments. */
const scraped = async (node: RelayNode): Promise<(pattern: RegExp) => number> => {
  const text = await (await fetch(`http://127.0.0.1:${node.port}/metrics`)).text()
  return (pattern) => Number(pattern.exec(text)?.[1] ?? Number.NaN)
}

// The nodes of this process look at the system's clock once a second, each at a moment of its own: for a while their clocks
// are an hour apart, as those of two machines are of which one was put right.
const LOOKS_APART_MILLIS = 330
for (const [name, stepMillis] of [
  ['back', -3_600_000],
  ['forward', 3_600_000],
] as const) {
  test(`the wall clock steps ${name} by an hour: nothing is refused, lost or held up, and no latency is off`, async (context) => {
    const origin = await testNode(0, 'in1')
    await pause(LOOKS_APART_MILLIS)
    const middle = await testNode(1, 'mid', [{ node: origin, index: 0, id: 'in1' }])
    const nodes = [{ id: 'in1', index: 0 }]
    await pause(LOOKS_APART_MILLIS)
    const edge = await testNode(2, 'edge1', [{ node: middle, index: 1, id: 'mid' }], { nodes })
    const camera = fakeCamera(origin)
    camera.start()
    camera.roll()
    const viewer = await connectViewer(edge.port)
    const arrivals: number[] = []
    viewer.ws.on('message', (_data, isBinary) => {
      if (isBinary) arrivals.push(performance.now())
    })
    try {
      await waitFor('the clocks are compared', () =>
        [middle, edge].every((node) => (node.state().parents[0]?.offsetErrorSeconds ?? 1) < 0.01),
      )
      viewer.subscribe(VIDEO)
      await viewer.until('thirty chunks', () => sequencesOf(viewer.frames).length > 30)
      const before = Date.now
      context.mock.method(Date, 'now', () => before() + stepMillis)
      const asking = setInterval(() => viewer.ws.send('{"type":"clock","t0":1}'), 20)
      await waitFor('all have followed', () =>
        [origin, middle, edge].every((node) => Math.abs(node.nowMicros() / 1000 - Date.now()) < 1000),
      )
      const had = viewer.frames.length
      await viewer.until('two seconds more', () => viewer.frames.length > had + 60)
      clearInterval(asking)
      camera.stop()

      const sequences = sequencesOf(viewer.frames)
      assert.deepEqual(sequences, range(sequences[0] ?? 0, (sequences[0] ?? 0) + sequences.length))
      const gaps = arrivals.slice(1).map((time, index) => time - (arrivals[index] as number))
      assert.ok(Math.max(...gaps) < 500, `longest gap ${Math.max(...gaps).toFixed(0)} ms`)
      for (const node of [origin, middle, edge]) {
        assert.deepEqual((await node.metrics.peersRefused.get()).values, [])
        assert.equal((await scraped(node))(/^weir_clock_steps_total (\d+)/m), 1)
        const { parents, healthy, uptimeSeconds } = node.state()
        for (const parent of parents) assert.equal(parent.reconnects, 0)
        assert.ok(healthy && uptimeSeconds > 0 && uptimeSeconds < 60, `up for ${uptimeSeconds} s`)
      }
      const figure = await scraped(edge)
      for (const family of ['weir_hop_push_latency_seconds', 'weir_path_latency_seconds']) {
        const all = figure(new RegExp(`^${family}_count\\{.*\\} (\\d+)`, 'm'))
        const short = figure(new RegExp(`^${family}_bucket\\{le="1",.*\\} (\\d+)`, 'm'))
        assert.ok(all > 60 && all === short, `${family}: ${all - short} of ${all} took more than a second`)
      }
      assert.ok(figure(/^weir_hop_push_latency_seconds_sum\{.*\} (\S+)/m) < 60)
      const [parent] = edge.state().parents
      assert.ok((parent?.offsetErrorSeconds ?? 1) < 0.01)
      assert.ok(Math.abs(parent?.offsetSeconds ?? 1) < 0.1)
    } finally {
      camera.stop()
      viewer.close()
      await Promise.all([edge, middle, origin].map((node) => node.close()))
    }
  })
}

for (const [name, stepMillis] of [
  ['back', -3_600_000],
  ['forward', 3_600_000],
] as const) {
  test(`chunks that were captured before a step ${name} and came after it enter no latency, at any node`, async (context) => {
    const origin = await testNode(0, 'in1')
    const middle = await testNode(1, 'mid', [{ node: origin, index: 0, id: 'in1' }])
    const nodes = [{ id: 'in1', index: 0 }]
    const edge = await testNode(2, 'edge1', [{ node: middle, index: 1, id: 'mid' }], { nodes })
    const camera = fakeCamera(origin)
    camera.start()
    const viewer = await connectViewer(edge.port)
    try {
      await waitFor('the clocks are compared', () =>
        [middle, edge].every((node) => (node.state().parents[0]?.offsetErrorSeconds ?? 1) < 0.01),
      )
      viewer.subscribe(VIDEO)
      camera.shoot(30)
      await viewer.until('thirty chunks', () => sequencesOf(viewer.frames).length >= 30)
      const capturedMicros = origin.nowMicros()
      const before = Date.now
      context.mock.method(Date, 'now', () => before() + stepMillis)
      await waitFor('all have followed', () =>
        [origin, middle, edge].every((node) => Math.abs(node.nowMicros() / 1000 - Date.now()) < 1000),
      )
      await waitFor('the clocks are compared again', () =>
        [middle, edge].every((node) => (node.state().parents[0]?.offsetErrorSeconds ?? 1) < 0.01),
      )
      camera.shoot(1, undefined, capturedMicros)
      camera.shoot(29)
      await viewer.until('thirty more', () => sequencesOf(viewer.frames).length >= 60)
      const spanning = viewer.frames.find(({ captureTimeMicros }) => captureTimeMicros === capturedMicros)
      assert.equal(spanning?.trail[0]?.errorMicros, UNKNOWN_ERROR_MICROS)
      const figure = await scraped(edge)
      const count = (bucket: string) =>
        figure(new RegExp(`^weir_path_latency_seconds_bucket\\{le="${bucket}",.*\\} (\\d+)`, 'm'))
      assert.equal(count('1'), count('\\+Inf'))
      // All but that one, and what each node asks for the time about.
      assert.ok(count('1') >= 29, `${count('1')} were entered`)
    } finally {
      viewer.close()
      await Promise.all([edge, middle, origin].map((node) => node.close()))
    }
  })
}

test('what was known of a parent before a step of our own clock is void at once, and the parent is asked in a burst', async (context) => {
  const parent = await fakeParent('in1', 0)
  const node = await testNode(1, 'mid', [{ node: parent, index: 0, id: 'in1' }])
  try {
    await waitFor('the clocks are compared', () => (node.state().parents[0]?.offsetErrorSeconds ?? 1) < 0.01)
    parent.silenceClock()
    const before = Date.now
    context.mock.method(Date, 'now', () => before() + 3_600_000)
    await waitFor('it has followed', () => Math.abs(node.nowMicros() / 1000 - Date.now()) < 1000)
    const asked = parent.asked()
    // Chunks that come now are timed with nothing: an hour's error is told as no figure, and not as one.
    await waitFor('nothing is known', () => node.state().parents[0]?.offsetErrorSeconds === null, 1)
    await waitFor('it is asked more often than twice a second', () => parent.asked() - asked >= 4, 1)
  } finally {
    await node.close()
    await parent.close()
  }
})
