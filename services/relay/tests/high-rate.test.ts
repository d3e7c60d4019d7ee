// 4K over links that have more than its rate: nothing is dropped. And what a child that does not read costs there.
import assert from 'node:assert/strict'
import test, { describe, type TestContext } from 'node:test'
import { encodeControl } from '@weir/wire'
import { connectViewer, sequencesOf, testNode, VIDEO, waitFor } from './test-viewer.ts'

const FRAME_MICROS = 33_333
const GROUP = 60
const KEYFRAMES = [400_000, 1_200_000, 800_000]

/** A picture of `bitsPerSecond` with a keyframe every 2 s. */
const pictureOf = (node: Awaited<ReturnType<typeof testNode>>, bitsPerSecond: number, keyframes: readonly number[]) => {
  const publisher = node.publish('cam')
  const groupBytes = (bitsPerSecond / 8) * ((GROUP * FRAME_MICROS) / 1e6)
  let index = 0
  publisher.start({
    mime: 'video/mp4; codecs="avc1.640033"',
    init: Buffer.from('init'),
    tracks: [{ name: 'video', kind: 'video', codec: 'avc1.640033', init: Buffer.from('video init') }],
  })
  return {
    shoot() {
      const key = keyframes[Math.floor(index / GROUP) % keyframes.length] as number
      const startsGroup = index % GROUP === 0
      publisher.chunk('video', {
        keyframe: startsGroup,
        startsGroup,
        decodeTimeMicros: index++ * FRAME_MICROS,
        durationMicros: FRAME_MICROS,
        captureTimeMicros: node.nowMicros(),
        payload: new Uint8Array(Math.round(startsGroup ? key : (groupBytes - key) / (GROUP - 1))),
      })
    },
    get shot() {
      return index
    },
  }
}

/** In real time, whatever the timers do. */
const roll = (t: TestContext, picture: { shoot(): void; readonly shot: number }) => {
  const began = performance.now()
  const timer = setInterval(() => {
    while ((picture.shot * FRAME_MICROS) / 1000 < performance.now() - began) picture.shoot()
  }, 10)
  t.after(() => clearInterval(timer))
}

// They wait for the links: side by side.
describe('over links', { concurrency: true }, () => {
  // Each link takes a keyframe whole before it is sent on: over two of 30 Mbit/s one of 1.2 MB takes 0.64 s, whoever drops none.
  for (const [where, megabits] of [
    ['between nodes', 30],
    ['to a viewer', 30],
    ['between nodes and to a viewer', 60],
  ] as const) {
    test(`20 Mbit/s with keyframes of up to 1.2 MB over ${megabits} Mbit/s ${where}: nothing is dropped`, async (t) => {
      const impair = { rateBitsPerSecond: megabits * 1e6, delaySeconds: 0.02 }
      const source = await testNode(0, 'in1')
      t.after(() => source.close())
      const url = `ws://127.0.0.1:${source.port}/push`
      const edge = await testNode(1, 'edge1', [], {
        roles: ['edge'],
        lastMile: where.includes('to a viewer') ? impair : {},
        parents: [{ id: 'in1', index: 0, url, impair: where.includes('between nodes') ? impair : {} }],
      })
      t.after(() => edge.close())
      const picture = pictureOf(source, 20e6, KEYFRAMES)
      const viewer = await connectViewer(edge.port)
      t.after(() => viewer.close())
      viewer.subscribe(VIDEO)
      await waitFor('both read', () =>
        [source, edge].every((node) => node.state().children.some(({ tracks }) => tracks.length === 1)),
      )
      let newestMillis: number | undefined
      let gapMillis = 0
      viewer.ws.on('message', (_data, isBinary) => {
        if (!isBinary) return
        const now = performance.now()
        if (sequencesOf(viewer.frames.slice(-1)).length === 0) return
        gapMillis = Math.max(gapMillis, now - (newestMillis ?? now))
        newestMillis = now
      })
      roll(t, picture)
      await viewer.until(
        'three groups and a keyframe',
        () => (sequencesOf(viewer.frames.slice(-1))[0] ?? 0) >= 3 * GROUP,
        20,
      )
      assert.deepEqual(
        [source, edge].map((node) => node.state().children.map(({ droppedChunks }) => droppedChunks)),
        [[0], [0]],
      )
      const got = sequencesOf(viewer.frames)
      assert.equal(got.length, (got.at(-1) as number) - (got[0] as number) + 1, 'nothing is missing')
      assert.ok(gapMillis <= 500, `a gap of ${gapMillis.toFixed()} ms`)
    })
  }

  test('who joins with 12 MB out of the cache, over a link that takes 3 s for them, may ask for the time meanwhile', async (t) => {
    const edge = await testNode(0, 'edge1', [], {
      roles: ['ingress', 'edge'],
      cacheSeconds: 10,
      lastMile: { rateBitsPerSecond: 30e6, delaySeconds: 0.02 },
    })
    t.after(() => edge.close())
    const picture = pictureOf(edge, 20e6, KEYFRAMES)
    const frames = 150
    for (let shot = 0; shot < frames; shot++) picture.shoot()
    const { epoch } = edge.state().tracks[0] ?? assert.fail('no track')
    const viewer = await connectViewer(edge.port)
    t.after(() => viewer.close())
    viewer.subscribe({ ...VIDEO, resume: { epoch, sequence: 0 } })
    await waitFor('more waits than what is not out of the cache may', () =>
      edge.state().children.some(({ queueBytes }) => queueBytes > 8_500_000),
    )
    viewer.ws.send(encodeControl({ type: 'clock', t0: 1 }))
    await viewer.until('all of it', () => sequencesOf(viewer.frames).length === frames, 10)
    assert.equal(viewer.ws.readyState, viewer.ws.OPEN)
    assert.ok(viewer.messages.some(({ type }) => type === 'clock'))
  })
})

for (const [bitsPerSecond, keyframes, leastBytes, mostBytes] of [
  [1e6, [40_000], 0, 1_000_000],
  // Three seconds, and what headers and the mean over part of a group add.
  [20e6, KEYFRAMES, 5_000_000, 8_500_000],
] as const) {
  test(`${bitsPerSecond / 1e6} Mbit/s: one that reads nothing holds ${mostBytes / 1e6} MB at the most`, async (t) => {
    const node = await testNode(0, 'in1')
    t.after(() => node.close())
    const picture = pictureOf(node, bitsPerSecond, keyframes)
    const [stuck, good] = [await connectViewer(node.port), await connectViewer(node.port)]
    t.after(() => [stuck, good].map(({ ws }) => ws.terminate()))
    for (const viewer of [stuck, good]) viewer.subscribe(VIDEO)
    await waitFor('both read', () => node.state().children.every(({ tracks }) => tracks.length === 1))
    stuck.ws.pause()
    let most = 0
    for (let shot = 0; shot < 20 * GROUP; shot++) {
      picture.shoot()
      if (shot % 10 === 9) await good.until('each', () => sequencesOf(good.frames.slice(-1))[0] === shot)
      const held = node.state().children.map(({ queueBytes }) => queueBytes)
      most = Math.max(most, Math.max(...held))
    }
    assert.ok(most >= leastBytes && most <= mostBytes, `${most} bytes waited`)
    const dropped = node.state().children.map(({ droppedChunks }) => droppedChunks)
    assert.ok(Math.max(...dropped) > 0 && Math.min(...dropped) === 0, `dropped: ${dropped}`)
  })
}
