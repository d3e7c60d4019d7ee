// The downlink beside its model, over random sequences of whatever may befall it: the same decisions in the same order,
// the same bytes, the same counts.
import assert from 'node:assert/strict'
import test from 'node:test'
import { binaryMessage, numberPayload, pingMessage } from '@weir/websocket'
import fc from 'fast-check'
import { createDownlinkModel } from '../tests/downlink-model.ts'
import { createFakeSocket, type FakeSocketOptions } from '../tests/fake-socket.ts'
import type { Chunk } from '../track/index.ts'
import { Downlink, type DownlinkOptions } from './downlink.ts'
import type { Handle } from './kernel-write.ts'
import type { Limit } from './limit.ts'

type Step =
  | { readonly what: 'chunks'; readonly flow: number; readonly sizes: readonly number[]; readonly starts: boolean }
  | { readonly what: 'replay'; readonly flow: number; readonly sizes: readonly number[] }
  | { readonly what: 'init' | 'forget'; readonly flow: number }
  | { readonly what: 'beside' | 'read'; readonly bytes: number }
  | { readonly what: 'pongs'; readonly count: number }
  | { readonly what: 'strange pong' | 'turn' | 'calm' | 'end' | 'close' }

interface Case extends FakeSocketOptions {
  readonly backpressure: Limit
  readonly steps: readonly Step[]
}

interface Side {
  readonly run: (step: Step) => void
  readonly seen: () => {
    readonly frames: readonly string[]
    readonly events: readonly string[]
    readonly waitingBytes: number
    readonly sentChunks: number
  }
  /** In the socket, as it is. */
  readonly leftBytes: () => number
}

type Made = Omit<ReturnType<typeof createDownlinkModel>, 'send'> &
  Pick<Downlink, 'send'> &
  Partial<Pick<Downlink, 'wroteBeside' | 'write'>>
type Make = (options: DownlinkOptions & { readonly backpressure: Limit }) => Made

/** Of a message between 126 bytes and 64 KiB. */
const HEAD_BYTES = 4
const chunkOf = (startsGroup: boolean): Chunk => ({ startsGroup }) as Chunk
/** Marks of what ws writes, which waits for nothing. */
const BESIDE = 1e9
/** Each message names its place in the sequence: bytes that are equal came in the same order. */
const messageOf = (bytes: number, mark: number): Buffer => {
  const payload = Buffer.alloc(Math.max(4, bytes))
  payload.writeUInt32BE(mark)
  return binaryMessage(payload)
}

/** Frame by frame, as what it is; what a ping says is ours to choose. */
const framesIn = (bytes: Buffer): string[] => {
  const frames: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at + 1] as number
    const head = length < 126 ? 2 : length === 126 ? 4 : 10
    const size = head === 2 ? length : head === 4 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6)
    frames.push(bytes[at] === 0x89 ? `ping of ${head + size}` : `${bytes.readUInt32BE(at + head)} of ${head + size}`)
    at += head + size
  }
  return frames
}

const sideOf = (make: Make, { backpressure, ...options }: Case): Side => {
  const fake = createFakeSocket(options)
  const events: string[] = []
  const downlink = make({
    socket: fake.socket,
    connection: fake.connection,
    backpressure,
    onDropped: (reason, chunks) => events.push(`${reason} ${chunks}`),
    onTooSlow: () => {
      events.push('too slow')
      downlink.close()
    },
  })
  let flows = [{ skipping: false }, { skipping: false }]
  let mark = 0
  const flowAt = (index: number) => flows[index] as { skipping: boolean }
  const send = (step: Extract<Step, { what: 'chunks' }>) => {
    for (const [index, bytes] of step.sizes.entries()) {
      const message = messageOf(bytes, mark++)
      if (downlink.write?.(message)) continue
      const id = mark
      const asking = { id, message: () => Buffer.concat([message, pingMessage(numberPayload(id))]) }
      downlink.send(flowAt(step.flow), chunkOf(step.starts && index === 0), message, asking)
    }
  }
  const answer = (count: number) => {
    for (let each = 0; each < count; each++) {
      const payload = fake.takePong()
      if (!payload) return
      assert.equal(downlink.answered(payload), true, 'a pong of ours')
    }
  }
  const run = (step: Step) => {
    if (step.what === 'chunks') send(step)
    else if (step.what === 'replay') {
      for (const bytes of step.sizes) downlink.replay(flowAt(step.flow), chunkOf(true), messageOf(bytes, mark++))
    } else if (step.what === 'init') downlink.sendInit(flowAt(step.flow), messageOf(500, mark++))
    else if (step.what === 'forget') {
      downlink.forget(flowAt(step.flow))
      flows = flows.map((flow, index) => (index === step.flow ? { skipping: false } : flow))
    } else if (step.what === 'beside') {
      if (fake.connection.readyState === 1) fake.socket.write(messageOf(step.bytes, BESIDE + mark++))
      downlink.wroteBeside?.()
    } else if (step.what === 'read') fake.read(step.bytes)
    else if (step.what === 'pongs') answer(step.count)
    else if (step.what === 'strange pong') assert.equal(downlink.answered(Buffer.from('12345678')), false)
    else if (step.what === 'turn') fake.turn()
    else if (step.what === 'calm') {
      fake.read(Number.POSITIVE_INFINITY)
      fake.turn()
      answer(Number.POSITIVE_INFINITY)
    } else if (step.what === 'end') fake.end()
    else downlink.close()
  }
  return {
    run,
    leftBytes: () => fake.leftBytes,
    seen: () => ({
      frames: framesIn(fake.takeWritten()),
      events,
      waitingBytes: downlink.waitingBytes,
      sentChunks: downlink.sentChunks,
      droppedChunks: downlink.droppedChunks,
      skipping: flows.map(({ skipping }) => skipping),
    }),
  }
}

const flow = fc.constantFrom(0, 0, 0, 1)
const chunkBytes = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 100, max: 6000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 6000, max: 40_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 40_000, max: 900_000 }) },
)
const sizes = fc.array(chunkBytes, { minLength: 1, maxLength: 40 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ what: fc.constant('chunks' as const), flow, sizes, starts: fc.boolean() }),
  },
  { weight: 6, arbitrary: fc.constant({ what: 'calm' as const }) },
  { weight: 5, arbitrary: fc.record({ what: fc.constant('read' as const), bytes: fc.nat(400_000) }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('pongs' as const), count: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 4, arbitrary: fc.constant({ what: 'turn' as const }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('init' as const, 'forget' as const), flow }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('replay' as const), flow, sizes }) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('beside' as const), bytes: fc.integer({ min: 4, max: 300_000 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ what: 'strange pong' as const }) },
)
const ending: fc.Arbitrary<readonly Step[]> = fc.constantFrom<readonly Step[]>(
  [],
  [{ what: 'end' }, { what: 'chunks', flow: 0, sizes: [500], starts: true }, { what: 'init', flow: 0 }],
  [{ what: 'close' }, { what: 'chunks', flow: 0, sizes: [500], starts: true }, { what: 'calm' }],
)
const scenario: fc.Arbitrary<Case> = fc.record({
  highWaterMark: fc.constantFrom(16_384, 65_536),
  kernelBytes: fc.constantFrom(0, 30_000, 300_000, 3_000_000),
  backpressure: fc.record({
    policy: fc.constantFrom('drop-to-keyframe', 'drop-oldest-gop', 'disconnect', 'unbounded'),
    maxBytes: fc.constantFrom(1000, 30_000, 150_000, 400_000, 1_000_000),
  }),
  steps: fc.tuple(fc.array(step, { maxLength: 60 }), ending).map(([steps, end]) => [...steps, ...end]),
})

/** What random steps seldom hit: all of a replay read before nothing is, a ping due to the byte, a bound below the socket's. */
const seldom: readonly Case[] = [
  {
    highWaterMark: 16_384,
    kernelBytes: 3_000_000,
    backpressure: { policy: 'drop-to-keyframe', maxBytes: 400_000 },
    steps: [
      { what: 'replay', flow: 0, sizes: Array(20).fill(8000) },
      { what: 'chunks', flow: 0, sizes: [500], starts: false },
      { what: 'calm' },
      { what: 'chunks', flow: 0, sizes: Array(80).fill(8000), starts: false },
    ],
  },
  {
    highWaterMark: 16_384,
    kernelBytes: 3_000_000,
    backpressure: { policy: 'drop-to-keyframe', maxBytes: 400_000 },
    steps: [{ what: 'chunks', flow: 0, sizes: Array(40).fill(5000 - HEAD_BYTES), starts: false }],
  },
  {
    highWaterMark: 65_536,
    kernelBytes: 0,
    backpressure: { policy: 'drop-to-keyframe', maxBytes: 30_000 },
    steps: [
      { what: 'chunks', flow: 0, sizes: [500], starts: false },
      { what: 'beside', bytes: 28_000 },
      { what: 'chunks', flow: 0, sizes: [500, 500, 500, 500, 500], starts: false },
    ],
  },
]

test('downlink: whatever comes, it decides, writes and counts as its model does', () => {
  fc.assert(
    fc.property(scenario, (each) => {
      const model = sideOf(createDownlinkModel, each)
      const real = sideOf((options) => new Downlink(options), each)
      for (const [index, one] of each.steps.entries()) {
        model.run(one)
        real.run(one)
        assert.deepEqual(real.seen(), model.seen(), `after step ${index}, ${one.what}`)
      }
    }),
    { numRuns: 2000, examples: seldom.map((each) => [each]) },
  )
})

test('downlink: past the stream all is written whole and in order, nothing is stuck, everything is counted', () => {
  const left: readonly string[] = ['init', 'forget', 'end', 'close']
  let past = 0
  fc.assert(
    fc.property(scenario, (each) => {
      const steps = each.steps.filter(({ what }) => !left.includes(what))
      const { run, seen, leftBytes } = sideOf(
        (options) => {
          const { _handle: handle } = options.socket as unknown as { _handle: Handle }
          const { writeBuffer } = handle
          handle.writeBuffer = (request, bytes) => {
            past++
            return writeBuffer(request, bytes)
          }
          return new Downlink(options)
        },
        // A kernel that takes nothing never gets to the end.
        { ...each, kernelBytes: Math.max(30_000, each.kernelBytes), handle: true },
      )
      let newest = -1
      let written = 0
      const look = () => {
        const { frames, ...counts } = seen()
        assert.ok(counts.waitingBytes >= leftBytes(), `${leftBytes()} bytes are in the socket`)
        for (const mark of frames
          .filter((frame) => !frame.startsWith('ping'))
          .map((frame) => Number.parseInt(frame, 10))) {
          if (mark >= BESIDE) continue
          assert.ok(mark > newest, `${mark} after ${newest}`)
          newest = mark
          written++
        }
        return counts
      }
      for (const step of steps) {
        run(step)
        look()
      }
      // As often as a drain or a pong may let more of the queue go.
      for (let turn = 0; turn < 10_000 && look().waitingBytes > 0; turn++) run({ what: 'calm' })
      const { waitingBytes, sentChunks, events } = look()
      assert.equal(waitingBytes, 0)
      if (!events.includes('too slow')) assert.equal(written, sentChunks)
    }),
    { numRuns: 1000, examples: seldom.map((each) => [each]) },
  )
  assert.ok(past > 1000, `${past} writes went past the stream`)
})

test('downlink: the line takes what nothing can be in the way of, and no more', () => {
  const fake = createFakeSocket({ highWaterMark: 16_384, kernelBytes: 1_000_000 })
  const downlink = new Downlink({
    socket: fake.socket,
    connection: fake.connection,
    backpressure: { policy: 'drop-to-keyframe', maxBytes: 400_000 },
    onDropped: () => {},
    onTooSlow: () => {},
  })
  const flow = { skipping: false }
  const message = messageOf(5000 - HEAD_BYTES, 0)
  const asking = { id: 1, message: () => Buffer.concat([message, pingMessage(numberPayload(1))]) }
  const taken: number[] = []
  for (let each = 0; each < 22; each++) {
    if (downlink.write(message)) taken.push(each)
    else downlink.send(flow, chunkOf(false), message, asking)
  }
  // The first has nothing to go by; the twentieth makes 100,000 bytes, which a ping follows.
  assert.deepEqual(
    taken,
    Array.from({ length: 22 }, (_, each) => each).filter((each) => each !== 0 && each !== 19),
  )
  downlink.hold(true)
  assert.equal(downlink.write(message), false)
  downlink.hold(false)
  assert.equal(downlink.write(message), true)
  downlink.close()
  assert.equal(downlink.write(message), false)
})
