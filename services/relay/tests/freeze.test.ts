import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import test from 'node:test'
import { connectViewer, fakeCamera, range, sequencesOf, testNode, VIDEO, waitFor } from './test-viewer.ts'

/** A TCP hop that can be frozen: what a stopped process or a partition looks like from outside. */
const freezable = async (port: number) => {
  const sockets = new Set<Socket>()
  let frozen = false
  const server: Server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.setNoDelay(true)
      one.on('data', (data) => other.write(data))
      one.on('error', () => {})
      one.on('close', () => {
        sockets.delete(one)
        if (!frozen) other.destroy()
      })
      if (frozen) one.pause()
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as { port: number }).port,
    freeze() {
      frozen = true
      for (const socket of sockets) socket.pause()
    },
    thaw() {
      frozen = false
      for (const socket of sockets) socket.resume()
    },
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

test('standby: a parent that falls silent is left within 150 ms, nothing is lost, and it is taken back as standby', async () => {
  const origin = await testNode(0, 'in1')
  const up = [{ node: origin, index: 0, id: 'in1' }]
  const [a, b] = [await testNode(1, 'mid-a', up), await testNode(2, 'mid-b', up)]
  const wires = [await freezable(a.port), await freezable(b.port)]
  const edge = await testNode(
    3,
    'edge1',
    wires.map((node, index) => ({ node, index: index + 1, id: index === 0 ? 'mid-a' : 'mid-b' })),
    { redundancy: 'standby' },
  )
  const camera = fakeCamera(origin)
  camera.start()
  camera.roll()
  await waitFor('both parents are up', () => edge.state().parents.every(({ rttSeconds }) => rttSeconds !== null))
  const viewer = await connectViewer(edge.port)
  const arrivals: number[] = []
  viewer.ws.on('message', (_data, isBinary) => {
    if (isBinary) arrivals.push(performance.now())
  })
  try {
    viewer.subscribe(VIDEO)
    await viewer.until('two seconds of chunks', () => sequencesOf(viewer.frames).length >= 60)
    const active = edge.state().parents.findIndex(({ state }) => state === 'up')
    const wire = wires[active]
    assert.ok(wire)
    const had = viewer.frames.length
    const first = once(viewer.ws, 'message').then(() => edge.state().parents.map(({ state }) => state))
    wire.freeze()
    assert.deepEqual(await first, ['up', 'up'], 'the second parent is asked before the first is given up')
    await viewer.until('thirty more chunks', () => viewer.frames.length > had + 30)
    const sequences = sequencesOf(viewer.frames)
    assert.deepEqual(sequences, range(sequences[0] ?? 0, (sequences[0] ?? 0) + sequences.length))
    assert.equal(edge.state().tracks[0]?.missing, 0)
    const gaps = arrivals.slice(had).map((time, index) => time - (arrivals[had + index - 1] ?? time))
    // The target is 150 ms; other work on the machine may add some.
    assert.ok(Math.max(...gaps) < 250, `longest gap ${Math.max(...gaps).toFixed(0)} ms`)
    assert.match(JSON.stringify((await edge.metrics.failovers.get()).values), /silence/)
    await waitFor('the dead uplink is noticed', () => edge.state().parents[active]?.state !== 'standby')
    wire.thaw()
    await waitFor('it is back, idle', () => edge.state().parents[active]?.state === 'standby', 8)
    assert.equal(edge.state().parents[1 - active]?.state, 'up')
  } finally {
    camera.stop()
    viewer.close()
    for (const wire of wires) wire.close()
    await Promise.all([edge, a, b, origin].map((node) => node.close()))
  }
})
