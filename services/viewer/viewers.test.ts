import assert from 'node:assert/strict'
import { once } from 'node:events'
import test, { type TestContext } from 'node:test'
import { wallMicros } from '@weir/time'
import { type Frame, type Subscribe, UNKNOWN_ERROR_MICROS } from '@weir/wire'
import { chunkFrame, type FakeParent, initFrame, startFakeParent } from './test-parent.ts'
import type { ViewerEvent } from './viewer.ts'
import { startViewers, type Viewers, type ViewersOptions } from './viewers.ts'

const E = 1000

const greetAt =
  (next: number) =>
  (subscribe: Subscribe): Frame[] => {
    const resume = subscribe.tracks[0]?.resume
    const first = resume?.epoch === E ? resume.sequence : Math.floor(next / 30) * 30
    const cached = Array.from({ length: next - first }, (_, index) => chunkFrame(E, first + index, { replay: true }))
    return [initFrame(E), ...cached]
  }

/** A parent and viewers on it, ended with the test; `seen` resolves once an event is there. */
const lab = async (t: TestContext, options: Partial<ViewersOptions>, next = 45, { clock = true } = {}) => {
  const parent = await startFakeParent(greetAt(next), { clock })
  const events: ViewerEvent[] = []
  const bell = new EventTarget()
  const viewers = startViewers({
    count: 1,
    edges: [parent.edge],
    ...options,
    onEvent: (event) => {
      events.push(event)
      bell.dispatchEvent(new Event('event'))
    },
  })
  t.after(async () => {
    await viewers.stop()
    await parent.close()
  })
  const seen = async (type: ViewerEvent['type'], count = 1): Promise<void> => {
    while (events.filter((event) => event.type === type).length < count) await once(bell, 'event')
  }
  return { parent, viewers, seen, events }
}

/** A chunk that is refused as malformed comes after all that was sent before it. */
const flush = async (parent: FakeParent, seen: (type: 'fault', count: number) => Promise<void>, count: number) => {
  parent.sendRaw(new Uint8Array(3))
  await seen('fault', count)
}

const faults = (viewers: Viewers): Record<string, number> =>
  Object.fromEntries(Object.entries(viewers.snapshot().reading.faults).filter(([, count]) => count > 0))

test('viewers: join from the cache, go on live, and find nothing wrong', async (t) => {
  const { parent, viewers, seen } = await lab(t, { count: 50, seed: 3 })
  await seen('joined', 50)
  await parent.subscribed(50)
  parent.send(chunkFrame(E, 45), chunkFrame(E, 46))
  await flush(parent, seen, 50)
  const { reading } = viewers.snapshot()
  assert.deepEqual(faults(viewers), { malformed: 50 })
  assert.equal(reading.connected, 50)
  assert.equal(reading.freshChunks, 50 * 17)
  assert.equal(reading.replayedChunks, 50 * 15)
  assert.equal(reading.playing, 50)
  assert.equal(reading.pathMillis.count, 50 * 2)
  assert.ok((reading.joinMillis.p50 ?? 0) > 0)
  assert.ok((reading.pathMillis.p50 ?? 0) >= 15)
  assert.equal(viewers.snapshot().ok, false)
})

test('viewers: a latency whose clocks are not known is none', async (t) => {
  const { parent, viewers, seen } = await lab(t, {})
  await seen('joined')
  const [known] = chunkFrame(E, 45).trail
  assert.ok(known)
  const beyond = { ...known, nodeIndex: known.nodeIndex + 1 }
  parent.send(chunkFrame(E, 45, { trail: [beyond, { ...known, errorMicros: UNKNOWN_ERROR_MICROS }] }))
  await flush(parent, seen, 1)
  assert.equal(viewers.snapshot().reading.pathMillis.count, 0)
})

test('viewers: a latency below what the clocks may be off is none', async (t) => {
  const { parent, viewers, seen } = await lab(t, {})
  await seen('joined')
  parent.send(chunkFrame(E, 45, { captureTimeMicros: wallMicros() + 3000 }))
  await flush(parent, seen, 1)
  const { reading } = viewers.snapshot()
  assert.deepEqual([reading.pathMillis.count, reading.liveMillis.count], [0, 0])
})

test('viewers: every kind of break is seen', async (t) => {
  const { parent, viewers, seen } = await lab(t, {})
  await seen('joined')
  const loop = chunkFrame(E, 50).trail[0]
  assert.ok(loop)
  parent.send(
    chunkFrame(E, 47),
    chunkFrame(E, 47),
    chunkFrame(E, 45),
    chunkFrame(E, 48, { checksum: 5 }),
    chunkFrame(E, 49, { trackId: 99 }),
    chunkFrame(E, 49),
    chunkFrame(E, 50, { trail: [loop, loop] }),
    chunkFrame(E - 1, 51),
  )
  await flush(parent, seen, 8)
  assert.deepEqual(faults(viewers), {
    checksum: 1,
    'old-epoch': 1,
    duplicate: 1,
    reordered: 1,
    missing: 2,
    trail: 1,
    'unknown-track': 1,
    malformed: 1,
  })
  assert.equal(viewers.snapshot().firstFaults.length, 8)
})

test('viewers: a lost connection comes back and asks for the chunk after the last', async (t) => {
  const { parent, viewers, seen } = await lab(t, { retry: { firstMillis: 5, mostMillis: 50 } })
  await seen('joined')
  parent.cut()
  await parent.subscribed(2)
  await seen('lost')
  assert.deepEqual(parent.subscriptions[1]?.tracks[0]?.resume, { epoch: E, sequence: 45 })
  parent.send(chunkFrame(E, 45))
  await seen('joined', 2)
  assert.deepEqual(faults(viewers), {})
  assert.equal(viewers.snapshot().reading.disconnects, 1)
  assert.equal(viewers.snapshot().reading.missedAway, 0)
})

test('viewers: another edge takes over from one that dies', async (t) => {
  const other = await startFakeParent(greetAt(50))
  t.after(() => other.close())
  const first = await startFakeParent(greetAt(45))
  const viewers = startViewers({
    count: 4,
    edges: [first.edge, other.edge],
    retry: { firstMillis: 5, mostMillis: 50 },
  })
  t.after(() => viewers.stop())
  await first.subscribed(2)
  await other.subscribed(2)
  await first.close()
  await other.subscribed(4)
  assert.deepEqual(faults(viewers), {})
})

test('viewers: an edge that falls silent is left for another', async (t) => {
  const first = await startFakeParent(greetAt(45))
  const other = await startFakeParent(greetAt(45))
  const viewers = startViewers({ count: 1, edges: [first.edge, other.edge] })
  t.after(async () => {
    await viewers.stop()
    await first.close()
    await other.close()
  })
  await first.subscribed(1)
  first.freeze()
  const before = performance.now()
  await other.subscribed(1)
  assert.ok(performance.now() - before < 6000)
  assert.deepEqual(other.subscriptions[0]?.tracks[0]?.resume, { epoch: E, sequence: 45 })
})

test('viewers: one in ten stops reading, the others go on', async (t) => {
  const { parent, viewers, seen } = await lab(t, { count: 10, stuckShare: 0.1, stuckAfterSeconds: Infinity })
  await seen('joined', 10)
  viewers.stick()
  await seen('stuck')
  parent.send(chunkFrame(E, 45), chunkFrame(E, 46))
  await flush(parent, seen, 9)
  const { reading, stuck } = viewers.snapshot()
  assert.equal(reading.viewers, 9)
  assert.equal(reading.freshChunks, 9 * 17)
  assert.equal(stuck?.viewers, 1)
  assert.ok((stuck?.freshChunks ?? 99) <= 15, 'nothing of what came after it stopped')
})

test('viewers: a new epoch is a new beginning, once a viewer', async (t) => {
  const { parent, viewers, seen } = await lab(t, { count: 3 })
  await seen('joined', 3)
  parent.send(initFrame(E + 5), chunkFrame(E + 5, 0), chunkFrame(E + 5, 1))
  await seen('epoch', 3)
  assert.deepEqual(faults(viewers), {})
  assert.equal(viewers.snapshot().reading.newEpochs, 3)
})

test('no latency is told while the parent’s clock is not known', async (t) => {
  const { parent, viewers, seen } = await lab(t, { count: 3 }, 45, { clock: false })
  await seen('joined', 3)
  await parent.subscribed(3)
  parent.send(chunkFrame(E, 45), chunkFrame(E, 46))
  await flush(parent, seen, 3)
  const { reading } = viewers.snapshot()
  assert.equal(reading.freshChunks > 0 && reading.joinMillis.count, 3)
  assert.deepEqual([reading.pathMillis.count, reading.liveMillis.count, reading.liveNowMillis.max], [0, 0, null])
})
