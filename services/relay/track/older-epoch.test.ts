import assert from 'node:assert/strict'
import test from 'node:test'
import { MAX_HOPS, type TrailEntry } from '@weir/wire'
import { FRAME } from '../tests/fake-parent.ts'
import { createTrack } from './track.ts'

const OWN_INDEX = 7
const via = (nodeIndex: number): TrailEntry => ({
  nodeIndex,
  receiveMicros: 0,
  sendMicros: 0,
  offsetMicros: 0,
  errorMicros: 0,
})

const setUp = () => {
  const dropped: string[] = []
  const track = createTrack({
    stream: 'cam',
    name: 'video',
    id: 1,
    nodeIndex: OWN_INDEX,
    nowMicros: () => 1_700_000_000_000_000,
    cache: { maxBytes: 1_000_000, keepMicros: 1_000_000 },
    order: { maxHeld: 10, maxHeldMicros: 50_000 },
    events: { onDuplicate() {}, onMissing() {}, onDropped: (reason) => dropped.push(reason), onDelivered() {} },
  })
  const arrival = { receiveMicros: 0, receiveSteadyMicros: 0, offsetMicros: 0, errorMicros: 0 }
  const init = (of: number, entries: readonly TrailEntry[]) =>
    track.init({ frame: { ...FRAME, type: 'init', epoch: of, trail: [...entries] }, ...arrival })
  const chunk = (of: number, sequence: number) =>
    track.chunk(0, { frame: { ...FRAME, epoch: of, sequence, trail: [] }, ...arrival })
  return { track, init, chunk, dropped }
}

for (const [name, trail, epoch] of [
  ['is taken once nobody lists the newer one', [via(0)], 5],
  ['that has been here before is not', [via(OWN_INDEX)], 9],
  ['that has crossed more nodes than a trail names is not', Array.from({ length: MAX_HOPS }, () => via(0)), 9],
] as const)
  test(`an init segment of an older epoch ${name}`, () => {
    const { track, init } = setUp()
    track.setListed(9)
    init(9, [])
    init(5, trail)
    track.setListed(5)
    assert.equal(track.epoch, epoch)
    track.close()
  })

test('an epoch that was given up and is listed again goes on with the init segment that it had', () => {
  const { track, init, chunk, dropped } = setUp()
  track.setListed(9)
  init(9, [])
  init(5, [])
  track.setListed(5)
  assert.deepEqual([track.epoch, chunk(5, 1)], [5, true])
  // Its parent is back, on a connection that has sent its init segment, or by way of another that has.
  track.setListed(9)
  assert.deepEqual([track.epoch, chunk(9, 1), dropped], [9, true, []])
  // And once more, either way.
  track.setListed(5)
  assert.deepEqual([track.epoch, chunk(5, 2)], [5, true])
  track.setListed(9)
  assert.deepEqual([track.epoch, chunk(9, 2), dropped], [9, true, []])
  track.close()
})

test('an init segment of an epoch that was given up may come before the list that has it', () => {
  const { track, init, chunk } = setUp()
  track.setListed(9)
  init(9, [])
  init(5, [])
  track.setListed(5)
  for (const trail of [[], [via(OWN_INDEX)]]) init(9, trail)
  assert.equal(track.epoch, 5)
  track.setListed(undefined)
  assert.equal(track.epoch, 5)
  track.setListed(9)
  assert.deepEqual([track.epoch, chunk(9, 1)], [9, true])
  track.close()
})
