import assert from 'node:assert/strict'
import test from 'node:test'
import { createOperationQueue, type Operation } from './operations.ts'

/** Does as a SourceBuffer does: one operation at a time, `updateend` when told to. */
const fakeBuffer = () => {
  const events = new EventTarget()
  const done: string[] = []
  let offset = 0
  let full = 0
  const buffer = {
    updating: false,
    get timestampOffset() {
      return offset
    },
    set timestampOffset(seconds: number) {
      offset = seconds
      done.push(`offset ${seconds}`)
    },
    appendBuffer: (bytes: Uint8Array) => {
      if (full > 0) {
        full -= 1
        throw new DOMException('full', 'QuotaExceededError')
      }
      buffer.updating = true
      done.push(`append ${[...bytes].join(' ')}`)
    },
    remove: (start: number, end: number) => {
      buffer.updating = true
      done.push(`remove ${start} ${end}`)
    },
    changeType: (mime: string) => done.push(`type ${mime}`),
    addEventListener: events.addEventListener.bind(events),
    removeEventListener: events.removeEventListener.bind(events),
  }
  return {
    buffer: buffer as unknown as SourceBuffer,
    done,
    fill: (times: number) => {
      full = times
    },
    finish: () => {
      buffer.updating = false
      events.dispatchEvent(new Event('updateend'))
    },
  }
}
const append = (...bytes: number[]): Operation => ({ kind: 'append', bytes: Uint8Array.from(bytes), liveSeconds: 0.04 })

const setUp = (room: { start: number; end: number } | undefined = undefined) => {
  const fake = fakeBuffer()
  const faults: string[] = []
  const queue = createOperationQueue(fake.buffer, {
    makeRoom: () => room,
    onUpdate: () => undefined,
    onFault: (reason) => faults.push(reason),
  })
  return { ...fake, queue, faults }
}

test('appends that wait are merged, and nothing overtakes', () => {
  const { queue, done, finish } = setUp()
  queue.add(append(1))
  queue.add(append(2))
  queue.add(append(3, 4))
  queue.add({ kind: 'offset', seconds: 5 })
  queue.add(append(6))
  assert.deepEqual(done, ['append 1'])
  finish()
  assert.deepEqual(done, ['append 1', 'append 2 3 4'])
  assert.equal(queue.waitingBytes, 1)
  finish()
  assert.deepEqual(done, ['append 1', 'append 2 3 4', 'offset 5', 'append 6'])
})

test('a full buffer is emptied behind the playhead and tried again', () => {
  const { queue, done, finish, fill, faults } = setUp({ start: 0, end: 9 })
  fill(1)
  queue.add(append(1))
  assert.deepEqual(done, ['remove 0 9'])
  finish()
  assert.deepEqual(done, ['remove 0 9', 'append 1'])
  assert.deepEqual(faults, [])
})

test('a full buffer with nothing to give up is a fault, once', () => {
  const { queue, fill, faults } = setUp()
  fill(5)
  queue.add(append(1))
  queue.add(append(2))
  assert.equal(faults.length, 1)
  assert.match(faults[0] as string, /QuotaExceededError/)
})

const MEGABYTE = new Uint8Array(1024 * 1024)
for (const [name, pieces, liveSeconds, fault] of [
  ['30 s of 4K that an edge replays', 75, 0, undefined],
  ['8 s of live 4K', 20, 0.4, undefined],
  ['live media that wait for longer', 20, 0.6, 'over 10 s of media wait for the browser'],
  ['more than any browser takes', 300, 0, 'over 268435456 bytes wait for the browser'],
] as const) {
  test(`what waits is bounded: ${name}`, () => {
    const { queue, faults } = setUp()
    queue.add(append(1))
    for (let index = 0; index < pieces; index++) queue.add({ kind: 'append', bytes: MEGABYTE, liveSeconds })
    assert.deepEqual(faults, fault === undefined ? [] : [fault])
  })
}
