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

for (const [name, trail, epoch] of [
  ['is taken once nobody lists the newer one', [via(0)], 5],
  ['that has been here before is not', [via(OWN_INDEX)], 9],
  ['that has crossed more nodes than a trail names is not', Array.from({ length: MAX_HOPS }, () => via(0)), 9],
] as const)
  test(`an init segment of an older epoch ${name}`, () => {
    const track = createTrack({
      stream: 'cam',
      name: 'video',
      id: 1,
      nodeIndex: OWN_INDEX,
      nowMicros: () => 1_700_000_000_000_000,
      cache: { maxBytes: 1_000_000, keepMicros: 1_000_000 },
      order: { maxHeld: 10, maxHeldMicros: 50_000 },
      events: { onDuplicate() {}, onMissing() {}, onDropped() {}, onDelivered() {} },
    })
    const init = (of: number, entries: readonly TrailEntry[]) =>
      track.init({
        frame: { ...FRAME, type: 'init', epoch: of, trail: [...entries] },
        receiveMicros: 0,
        receiveSteadyMicros: 0,
        offsetMicros: 0,
        errorMicros: 0,
      })
    track.setListed(9)
    init(9, [])
    init(5, trail)
    track.setListed(5)
    assert.equal(track.epoch, epoch)
    track.close()
  })
