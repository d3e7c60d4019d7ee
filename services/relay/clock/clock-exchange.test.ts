import assert from 'node:assert/strict'
import test from 'node:test'
import { type Clock, hopsOf } from '@weir/wire'
import { connectViewer, fakeCamera, testNode, VIDEO, waitFor } from '../tests/test-viewer.ts'
import { createClockExchange } from './clock-exchange.ts'

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

test('an answer belongs to the question that it repeats, whatever was asked before it; one to no question is none', (context) => {
  // The steady clock and the wall clock are apart, and both stand still unless they are moved.
  let steadyMillis = 0
  context.mock.method(performance, 'now', () => steadyMillis)
  const sent: Clock[] = []
  const answered: number[] = []
  const exchange = createClockExchange({
    nowMicros: () => 1_000_000 + steadyMillis * 1000,
    send: (message) => sent.push(message),
    onEstimate: () => {},
    onAnswered: (beganMicros) => answered.push(beganMicros),
  })
  const answer = ({ t0 }: Clock) =>
    exchange.answer({ type: 'clock', t0, t1: 5_000_000, t2: 5_000_000 }, 1_000_000 + steadyMillis * 1000)
  context.after(exchange.stop)
  exchange.start()
  for (const at of [10, 20, 30]) {
    steadyMillis = at
    exchange.ask()
  }
  const [first, second, third] = sent as [Clock, Clock, Clock]
  answer(third)
  answer(first)
  answer(third)
  answer({ ...second, t0: second.t0 + 1 })
  answer(second)
  assert.deepEqual(answered, [20_000, 0, 10_000])
  steadyMillis = 40
  exchange.restart()
  assert.equal(exchange.estimate(1_040_000), undefined, 'void with a step of our own clock')
  answer(sent[3] as Clock)
  assert.equal(answered.length, 3, 'and so are the questions of before')
})
