import assert from 'node:assert/strict'
import { once } from 'node:events'
import test from 'node:test'
import { WebSocket } from 'ws'
import { fakeParent } from './fake-parent.ts'
import { connectViewer, fakeCamera, range, sequencesOf, testNode, VIDEO, waitFor } from './test-viewer.ts'

const HOUR_MICROS = 3_600_000_000

test('an ingress that comes back with its clock put right by an hour is watched on, at every tier', async () => {
  const wrong = { offsetMicros: HOUR_MICROS, rate: 0 }
  let origin = await testNode(0, 'in1', [], { clockSkew: wrong })
  const { port } = origin
  const up = [{ node: origin, index: 0, id: 'in1' }]
  const middles = [await testNode(1, 'mid-a', up), await testNode(2, 'mid-b', up)]
  const edge = await testNode(
    3,
    'edge1',
    middles.map((node) => ({ node, index: node.config.index, id: node.config.id })),
  )
  edge.handleUpgrades('/mse/', (request, socket, head) => edge.serveMedia(request, socket, head, 'cam', ['video']))
  const first = fakeCamera(origin)
  first.start()
  first.shoot(5)
  await waitFor('the stream is listed', () => edge.streams().length === 1)
  const viewer = await connectViewer(edge.port)
  viewer.subscribe(VIDEO)
  const media: string[] = []
  const page = new WebSocket(`ws://127.0.0.1:${edge.port}/mse/cam`)
  page.on('message', (data: Buffer) => media.push(data.length > 100 ? 'chunk' : data.toString()))
  try {
    await once(page, 'open')
    await viewer.until('the first run', () => sequencesOf(viewer.frames).length === 5)
    await origin.close()
    origin = await testNode(0, 'in1', [], { listen: { port } })
    const second = fakeCamera(origin)
    second.start()
    second.shoot(7)
    await viewer.until('the second run', () => sequencesOf(viewer.frames).length === 12)
    assert.deepEqual(sequencesOf(viewer.frames), [...range(0, 5), ...range(0, 7)])
    await waitFor('the page has it too', () => media.length === 14)
    assert.deepEqual(
      [media[0], media[6]],
      ['video init of cam', 'video init of cam'].map(() => 'init of cam'),
    )
    for (const node of [...middles, edge]) assert.deepEqual(node.state().faults, [])
    assert.equal(edge.state().tracks[0]?.missing, 0)
  } finally {
    page.terminate()
    viewer.close()
    await Promise.all([edge, ...middles, origin].map((node) => node.close()))
  }
})

test('a parent that shows an epoch of the far future is not believed, and the others are watched on', async () => {
  const origin = await testNode(0, 'in1')
  const liar = await fakeParent('liar', 9)
  const edge = await testNode(3, 'edge1', [
    { node: liar, index: 9, id: 'liar' },
    { node: origin, index: 0, id: 'in1' },
  ])
  const camera = fakeCamera(origin)
  camera.start()
  await waitFor('the stream is listed', () => edge.streams().length === 1)
  const viewer = await connectViewer(edge.port)
  viewer.subscribe(VIDEO)
  camera.roll()
  try {
    await viewer.until('it plays', () => sequencesOf(viewer.frames).length > 3)
    const epoch = Number.MAX_SAFE_INTEGER
    liar.list({ name: 'cam', epoch })
    await waitFor('it is said', () =>
      edge.state().faults.some((fault) => /liar lists 1 streams.*day ahead/.test(fault)),
    )
    liar.send({ type: 'init', epoch }, { epoch })
    await new Promise((resolve) => setTimeout(resolve, 500))
    liar.list()
    await waitFor('it is well again', () => edge.state().healthy)
    const had = viewer.frames.length
    await viewer.until('thirty more chunks', () => viewer.frames.length > had + 30)
    const sequences = sequencesOf(viewer.frames)
    assert.deepEqual(sequences, range(sequences[0] ?? 0, (sequences[0] ?? 0) + sequences.length))
  } finally {
    camera.stop()
    viewer.close()
    await Promise.all([edge.close(), origin.close(), liar.close()])
  }
})

for (const [when, first] of [
  ['before it was shown', 'origin'],
  ['after', 'liar'],
] as const)
  test(`an epoch of tomorrow that was shown for a moment: a parent that had sent its own ${when} is watched on`, async () => {
    const origin = await testNode(0, 'in1')
    const liar = await fakeParent('liar', 9)
    const edge = await testNode(
      3,
      'edge1',
      [
        { node: liar, index: 9, id: 'liar' },
        { node: origin, index: 0, id: 'in1' },
      ],
      { redundancy: 'hot' },
    )
    edge.log.level = 'silent'
    const epoch = Date.now() * 1000 + 23 * HOUR_MICROS
    const lie = async () => {
      liar.list({ name: 'cam', epoch })
      await waitFor('the lie is listed', () => edge.state().parents[0]?.state === 'up' && edge.streams().length === 1)
      await waitFor('it is believed', () => {
        liar.send({ type: 'init', epoch }, { epoch })
        return edge.state().tracks[0]?.epoch === epoch
      })
    }
    const camera = fakeCamera(origin)
    const viewer = await connectViewer(edge.port)
    viewer.subscribe(VIDEO)
    try {
      if (first === 'liar') await lie()
      camera.start()
      camera.roll()
      if (first === 'origin') {
        await viewer.until('it plays', () => sequencesOf(viewer.frames).length > 3)
        await lie()
      } else
        await waitFor('the other sends too', () => camera.shot > 10 && (edge.state().tracks[0]?.received ?? 0) > 10)
      await liar.close()
      const had = viewer.frames.length
      await viewer.until('thirty more chunks', () => viewer.frames.length > had + 30)
      assert.ok(viewer.frames.slice(-30).every((frame) => frame.epoch < epoch))
      await waitFor('nothing is wrong but the liar', () => edge.state().healthy)
    } finally {
      camera.stop()
      viewer.close()
      await Promise.all([edge.close(), origin.close(), liar.close()])
    }
  })

test('an init segment of the far future is dropped even when the catalog hides it', async () => {
  const liar = await fakeParent('liar', 9)
  liar.list({ name: 'cam', epoch: 5 })
  const edge = await testNode(3, 'edge1', [{ node: liar, index: 9, id: 'liar' }])
  try {
    await waitFor('the stream is listed', () => edge.streams().length === 1)
    liar.send({ type: 'init', epoch: Number.MAX_SAFE_INTEGER }, { type: 'init' }, {})
    await waitFor('the one good chunk', () => edge.state().tracks[0]?.cachedChunks === 1)
    assert.equal(edge.state().tracks[0]?.epoch, 5)
    assert.match(JSON.stringify((await edge.metrics.chunksDropped.get()).values), /future-epoch/)
  } finally {
    await Promise.all([edge.close(), liar.close()])
  }
})

test('media that only comes late is a fault of health', async () => {
  const parent = await fakeParent('in1', 0)
  parent.list({ name: 'cam', epoch: 9 })
  const edge = await testNode(3, 'edge1', [{ node: parent, index: 0, id: 'in1' }])
  let sequence = 0
  const rolling = setInterval(() => parent.send({ epoch: 8, sequence: sequence++ }), 100)
  try {
    await waitFor('the stream is listed', () => edge.streams().length === 1)
    parent.send({ type: 'init', epoch: 9 }, { epoch: 9 })
    await waitFor('it is said', () => edge.state().faults.some((fault) => fault.includes('cam/video')), 8)
    assert.equal((await fetch(`http://127.0.0.1:${edge.port}/healthz`)).status, 503)
    parent.send({ epoch: 9, sequence: 1 })
    await waitFor('it is well again', () => edge.state().healthy)
  } finally {
    clearInterval(rolling)
    await Promise.all([edge.close(), parent.close()])
  }
})
