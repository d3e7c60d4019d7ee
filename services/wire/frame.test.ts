import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { WireError, type WireErrorCode } from './error.ts'
import { decodeFrame, encodeFrame, type Frame, headBytes, writeHead } from './frame.ts'
import { hopsOf, offsetToOrigin } from './hop.ts'
import { MAX_HOPS } from './limits.ts'
import { type TrailEntry, UNKNOWN_ERROR_MICROS } from './trail.ts'

const uint16 = fc.nat(0xffff)
const uint32 = fc.nat(0xffff_ffff)
const uint53 = fc.maxSafeNat()

const trailEntry: fc.Arbitrary<TrailEntry> = fc.record(
  {
    nodeIndex: uint16,
    receiveMicros: uint53,
    sendMicros: uint53,
    offsetMicros: fc.maxSafeInteger(),
    errorMicros: uint32,
  },
  { noNullPrototype: true },
)

const frame: fc.Arbitrary<Frame> = fc.record(
  {
    type: fc.constantFrom('init', 'chunk', 'object'),
    keyframe: fc.boolean(),
    discontinuity: fc.boolean(),
    end: fc.boolean(),
    replay: fc.boolean(),
    trackId: uint32,
    epoch: uint53,
    group: uint32,
    sequence: uint32,
    durationMicros: uint32,
    checksum: uint32,
    decodeTimeMicros: uint53,
    captureTimeMicros: uint53,
    trail: fc.array(trailEntry, { maxLength: 6 }),
    payload: fc.uint8Array({ maxLength: 200 }),
  },
  { noNullPrototype: true },
)

const [sample] = fc.sample(frame, { seed: 1, numRuns: 1 }) as [Frame]

const refuses = (code: WireErrorCode, action: () => unknown): void => {
  assert.throws(action, (error) => error instanceof WireError && error.code === code && error.message.length > 0)
}

test('what is encoded decodes to the same', () => {
  fc.assert(
    fc.property(frame, (sent) => {
      assert.deepEqual(decodeFrame(encodeFrame(sent)), sent)
    }),
  )
})

test('a frame decodes wherever it stands in its buffer, and its payload is not copied', () => {
  fc.assert(
    fc.property(frame, fc.nat(20), (sent, offset) => {
      const encoded = encodeFrame(sent)
      const buffer = new Uint8Array(offset + encoded.length)
      buffer.set(encoded, offset)
      const got = decodeFrame(buffer.subarray(offset))
      assert.deepEqual(got, sent)
      assert.equal(got.payload.buffer, buffer.buffer)
    }),
  )
})

test('a head written apart from its payload is the same bytes', () => {
  fc.assert(
    fc.property(frame, (sent) => {
      const target = new Uint8Array(headBytes(sent.trail.length) + 3)
      assert.equal(writeHead(sent, sent.trail, target, 3), headBytes(sent.trail.length))
      assert.deepEqual(target.subarray(3), encodeFrame(sent).subarray(0, headBytes(sent.trail.length)))
    }),
  )
})

test('the longest trail fits, a longer one is refused', () => {
  const entry = { nodeIndex: 1, receiveMicros: 2, sendMicros: 3, offsetMicros: -4, errorMicros: 5 }
  const longest = { ...sample, trail: new Array<TrailEntry>(MAX_HOPS).fill(entry) }
  assert.deepEqual(decodeFrame(encodeFrame(longest)), longest)
  refuses('trail', () => encodeFrame({ ...longest, trail: [...longest.trail, entry] }))
})

test('every truncation of the head is refused', () => {
  fc.assert(
    fc.property(frame, (sent) => {
      const encoded = encodeFrame(sent)
      for (let length = 0; length < headBytes(sent.trail.length); length++) {
        refuses('truncated', () => decodeFrame(encoded.subarray(0, length)))
      }
    }),
    { numRuns: 20 },
  )
})

test('random bytes are a frame or a WireError', () => {
  const plausible = fc
    .tuple(fc.nat(3), fc.nat(20), fc.nat(4), fc.uint8Array({ maxLength: 300 }))
    .map(([type, flags, hops, rest]) => Uint8Array.from([1, type, flags, hops, ...rest]))
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), plausible), (bytes) => {
      try {
        assert.deepEqual(encodeFrame(decodeFrame(bytes)).length, bytes.length)
      } catch (error) {
        assert.ok(error instanceof WireError, String(error))
      }
    }),
    { numRuns: 2000 },
  )
})

test('one changed byte is a frame or a WireError', () => {
  fc.assert(
    fc.property(frame, fc.nat(), fc.nat(255), (sent, at, value) => {
      const bytes = encodeFrame(sent)
      bytes[at % bytes.length] = value
      try {
        decodeFrame(bytes)
      } catch (error) {
        assert.ok(error instanceof WireError, String(error))
      }
    }),
    { numRuns: 500 },
  )
})

for (const [name, code, at, bytes] of [
  ['another version', 'version', 0, [2]],
  ['an unknown type', 'type', 1, [3]],
  ['an unknown flag', 'flags', 2, [16]],
  ['more hops than bytes', 'truncated', 3, [255]],
  ['an epoch above 2^53-1', 'range', 8, [0, 32, 0, 0, 0, 0, 0, 0]],
  ['a decode time above 2^53-1', 'range', 32, [255]],
  ['a capture time above 2^53-1', 'range', 40, [255]],
] as const) {
  test(`${name} is refused`, () => {
    const encoded = encodeFrame({ ...sample, trail: [], payload: new Uint8Array(0) })
    encoded.set(bytes, at)
    refuses(code, () => decodeFrame(encoded))
  })
}

for (const [field, value] of [
  ['trackId', 2 ** 32],
  ['trackId', -1],
  ['group', 0.5],
  ['sequence', Number.NaN],
  ['durationMicros', 2 ** 32],
  ['checksum', -1],
  ['epoch', 2 ** 53],
  ['decodeTimeMicros', -1],
  ['captureTimeMicros', Number.POSITIVE_INFINITY],
] as const) {
  test(`${field} ${value} is not written`, () => {
    refuses('range', () => encodeFrame({ ...sample, [field]: value }))
  })
}

const TRAIL: TrailEntry[] = [
  { nodeIndex: 4, receiveMicros: 1000, sendMicros: 1100, offsetMicros: 0, errorMicros: 0 },
  { nodeIndex: 7, receiveMicros: 5400, sendMicros: 5500, offsetMicros: -4000, errorMicros: 50 },
  { nodeIndex: 9, receiveMicros: 700, sendMicros: 800, offsetMicros: 5000, errorMicros: UNKNOWN_ERROR_MICROS },
]
const SAME_CLOCK = { offsetMicros: 0, errorMicros: 0 }

test('each hop is receive plus offset minus the send before it', () => {
  assert.deepEqual(hopsOf(TRAIL), [
    { fromIndex: 4, toIndex: 7, pushMicros: 300, errorMicros: 50 },
    { fromIndex: 7, toIndex: 9, pushMicros: 200, errorMicros: Number.POSITIVE_INFINITY },
  ])
  assert.deepEqual(hopsOf([]), [])
})

test('the offset to the origin is the sum of the links, and so is its bound', () => {
  assert.deepEqual(offsetToOrigin(TRAIL.slice(0, 2), SAME_CLOCK), { offsetMicros: -4000, errorMicros: 50 })
  assert.deepEqual(offsetToOrigin(TRAIL, SAME_CLOCK), { offsetMicros: 1000, errorMicros: Number.POSITIVE_INFINITY })
  assert.deepEqual(offsetToOrigin(TRAIL.slice(0, 2), { offsetMicros: 300, errorMicros: 7 }), {
    offsetMicros: -3700,
    errorMicros: 57,
  })
  assert.equal(offsetToOrigin(TRAIL.slice(0, 2), undefined).errorMicros, Number.POSITIVE_INFINITY)
})

test('an ingress whose clock stepped after the capture leaves the sum without a bound', () => {
  const [origin, ...rest] = TRAIL.slice(0, 2) as [TrailEntry, TrailEntry]
  const stepped = [{ ...origin, errorMicros: UNKNOWN_ERROR_MICROS }, ...rest]
  assert.equal(offsetToOrigin(stepped, SAME_CLOCK).errorMicros, Number.POSITIVE_INFINITY)
  assert.deepEqual(hopsOf(stepped), hopsOf(TRAIL.slice(0, 2)), 'its stamps of its own are sound')
})
