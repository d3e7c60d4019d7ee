import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { createDemuxer, FlvError, type FlvErrorCode, type FlvEvent } from './index.ts'
import { MAX_TAG_BYTES } from './tag-reader.ts'

const u24 = (value: number): number[] => [(value >>> 16) & 255, (value >>> 8) & 255, value & 255]
const HEADER = [0x46, 0x4c, 0x56, 1, 5, 0, 0, 0, 9]
const tag = (type: number, millis: number, data: number[]): number[] => [
  ...[0, 0, 0, 0],
  type,
  ...u24(data.length),
  ...u24(millis & 0xffffff),
  (millis >>> 24) & 0x7f,
  ...u24(0),
  ...data,
]
const nal = (...payload: number[]): number[] => [0, ...u24(payload.length), ...payload]
const videoFrame = (keyframe: boolean, units: number[], composition = 0): number[] => [
  ((keyframe ? 1 : 2) << 4) | 7,
  1,
  ...u24(composition & 0xffffff),
  ...units,
]
/** Times count on from here: the format's 31 bits come round within the stream. */
const LATE = 0x7fff_ff00
const STREAM = [
  ...HEADER,
  ...tag(18, 0, [2, 0, 3, 1, 2, 3]),
  ...tag(9, 0, [0x17, 0, 0, 0, 0, 1, 2, 3]),
  ...tag(8, 0, [0xaf, 0, 0x11, 0x90]),
  ...tag(9, LATE + 40, videoFrame(true, nal(0x65, 7, 8))),
  ...tag(8, LATE + 21, [0xaf, 1, 9, 9, 9]),
  ...tag(9, 0x7fff_fff0, videoFrame(false, [...nal(0x41), ...nal(0x41, 5)], -3)),
  ...tag(9, 0x0000_0011, [0x27, 2, 0, 0, 0]),
  ...tag(9, 0x0000_0011, videoFrame(false, nal(0x41))),
]
const EVENTS = [
  { type: 'video-config', bytes: [1, 2, 3] },
  { type: 'audio-config', bytes: [0x11, 0x90] },
  { type: 'video', timestampMillis: LATE + 40, compositionMillis: 0, keyframe: true, bytes: nal(0x65, 7, 8) },
  { type: 'audio', timestampMillis: LATE + 21, compositionMillis: 0, keyframe: true, bytes: [9, 9, 9] },
  {
    type: 'video',
    timestampMillis: 0x7fff_fff0,
    compositionMillis: -3,
    keyframe: false,
    bytes: [...nal(0x41), ...nal(0x41, 5)],
  },
  { type: 'video', timestampMillis: 2 ** 31 + 0x11, compositionMillis: 0, keyframe: false, bytes: nal(0x41) },
]

const demux = (pieces: readonly Uint8Array[]): unknown[] => {
  const events: unknown[] = []
  const push = createDemuxer((event: FlvEvent) => events.push({ ...event, bytes: [...event.bytes] }))
  for (const piece of pieces) push(piece)
  return events
}

test('a stream is read alike however the socket cuts it', () => {
  const cuts = fc.uniqueArray(fc.nat(STREAM.length), { maxLength: STREAM.length })
  fc.assert(
    fc.property(cuts, (places) => {
      const edges = [0, ...places.toSorted((a, b) => a - b), STREAM.length]
      const pieces = edges.slice(1).map((end, index) => Uint8Array.from(STREAM.slice(edges[index], end)))
      assert.deepEqual(demux(pieces), EVENTS)
    }),
  )
})

test('a frame comes out with its last byte, before the size that follows it', () => {
  const bytes = Uint8Array.from([...HEADER, ...tag(9, 0, videoFrame(true, nal(0x65)))])
  assert.equal(demux([bytes.subarray(0, -1)]).length, 0)
  assert.equal(demux([bytes]).length, 1)
})

test('a tag larger than the first buffer', () => {
  const unit = Array.from({ length: 100_000 }, () => 0x55)
  const events = demux([Uint8Array.from([...HEADER, ...tag(9, 5, videoFrame(true, nal(...unit)))])])
  assert.deepEqual((events[0] as { bytes: number[] }).bytes.length, 100_004)
})

const MALFORMED: readonly { readonly name: string; readonly bytes: number[]; readonly code: FlvErrorCode }[] = [
  { name: 'not FLV', bytes: [0x47, 0x40], code: 'header' },
  { name: 'version 2', bytes: [0x46, 0x4c, 0x56, 2], code: 'header' },
  { name: 'a longer header', bytes: [0x46, 0x4c, 0x56, 1, 5, 0, 0, 0, 10], code: 'header' },
  {
    name: 'a tag over the limit',
    bytes: [...HEADER, 0, 0, 0, 0, 9, ...u24(MAX_TAG_BYTES + 1), ...u24(0), 0, ...u24(0)],
    code: 'tag-size',
  },
  { name: 'an unknown tag', bytes: [...HEADER, ...tag(10, 0, [])], code: 'tag-type' },
  { name: 'an empty video tag', bytes: [...HEADER, ...tag(9, 0, [])], code: 'truncated' },
  { name: 'an empty audio tag', bytes: [...HEADER, ...tag(8, 0, [0xaf])], code: 'truncated' },
  { name: 'H.263', bytes: [...HEADER, ...tag(9, 0, [0x12, 1, 0, 0, 0])], code: 'codec' },
  { name: 'MP3', bytes: [...HEADER, ...tag(8, 0, [0x2f, 1])], code: 'codec' },
  { name: 'an AVC packet of type 3', bytes: [...HEADER, ...tag(9, 0, [0x17, 3, 0, 0, 0])], code: 'codec' },
  { name: 'an AAC packet of type 2', bytes: [...HEADER, ...tag(8, 0, [0xaf, 2])], code: 'codec' },
  {
    name: 'a NAL unit beyond its tag',
    bytes: [...HEADER, ...tag(9, 0, videoFrame(true, [0, 0, 0, 9, 1]))],
    code: 'nal',
  },
  { name: 'a frame without NAL units', bytes: [...HEADER, ...tag(9, 0, videoFrame(true, []))], code: 'nal' },
]

for (const { name, bytes, code } of MALFORMED) {
  test(`${name} is refused`, () => {
    assert.throws(
      () => demux([Uint8Array.from(bytes)]),
      (error) => error instanceof FlvError && error.code === code,
    )
  })
}

test('any bytes are read or refused, never more than that', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (noise, afterHeader) => {
      try {
        demux([Uint8Array.from(afterHeader ? HEADER : []), noise])
      } catch (error) {
        assert.ok(error instanceof FlvError)
      }
    }),
    { numRuns: 500 },
  )
})
