import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { WireError } from '../error.ts'
import { MAX_SUBSCRIPTIONS } from '../limits.ts'
import { type ControlMessage, decodeControl, encodeControl } from './index.ts'

const name = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' })
const positive = fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true })
const node = fc.record({ id: name, index: fc.nat(0xffff) })

const hello = fc.oneof(
  fc.record({ type: fc.constant('hello' as const), role: fc.constant('relay' as const), node, agent: name }),
  fc.record(
    { type: fc.constant('hello' as const), role: fc.constant('viewer' as const), node, agent: name },
    { requiredKeys: ['type', 'role', 'agent'] },
  ),
)
const clock = fc.oneof(
  fc.record({ type: fc.constant('clock' as const), t0: fc.maxSafeNat() }),
  fc.record({ type: fc.constant('clock' as const), t0: fc.maxSafeNat(), t1: fc.maxSafeNat(), t2: fc.maxSafeNat() }),
)
const bye = fc.record({
  type: fc.constant('bye' as const),
  code: fc.constantFrom('leaving', 'protocol', 'slow', 'busy'),
  reason: fc.string({ maxLength: 500 }),
})
const subscribe = fc.record({
  type: fc.constant('subscribe' as const),
  tracks: fc.uniqueArray(
    fc.record(
      { stream: name, track: name, resume: fc.record({ epoch: fc.maxSafeNat(), sequence: fc.nat(0xffff_ffff) }) },
      { requiredKeys: ['stream', 'track'] },
    ),
    { maxLength: 10, selector: ({ stream, track }) => JSON.stringify([stream, track]) },
  ),
})
const pictureClock = fc.record({
  x: fc.nat(0xffff),
  y: fc.nat(0xffff),
  cell: fc.nat(256),
  bits: fc.integer({ min: 64, max: 128 }),
  checkBits: fc.nat(64),
})
const track = fc.record(
  {
    id: fc.nat(0xffff_ffff),
    name,
    kind: fc.constantFrom('video' as const, 'audio' as const),
    codec: name,
    epoch: fc.maxSafeNat(),
    bitrate: positive,
    width: positive,
    height: positive,
    frameRate: positive,
    sampleRate: positive,
    channels: positive,
    clock: pictureClock,
  },
  { requiredKeys: ['id', 'name', 'kind', 'codec', 'epoch'] },
)
// Ids and names that are made unique by their place.
const catalog = fc
  .record({
    type: fc.constant('catalog' as const),
    streams: fc.array(
      fc.record({ name, mime: name, init: fc.base64String(), tracks: fc.array(track, { maxLength: 3 }) }),
      { maxLength: 4 },
    ),
    nodes: fc.uniqueArray(node, { maxLength: 5, selector: ({ index }) => index }),
  })
  .map((message) => ({
    ...message,
    streams: message.streams.map((stream, s) => ({
      ...stream,
      name: `${s}`,
      tracks: stream.tracks.map((one, t) => ({ ...one, name: `${t}`, id: s * 10 + t })),
    })),
  }))
const message: fc.Arbitrary<ControlMessage> = fc.oneof(hello, catalog, subscribe, clock, bye)

test('what is encoded decodes to the same', () => {
  fc.assert(
    fc.property(message, (sent) => {
      assert.deepEqual(decodeControl(encodeControl(sent)), structuredClone(sent))
    }),
    { numRuns: 300 },
  )
})

test('fields of a later version are left out', () => {
  fc.assert(
    fc.property(message, (sent) => {
      assert.deepEqual(decodeControl(JSON.stringify({ ...sent, later: { x: [1] } })), structuredClone(sent))
    }),
  )
})

const onlyWireErrors = (text: string): void => {
  try {
    decodeControl(text)
  } catch (error) {
    assert.ok(error instanceof WireError, String(error))
    assert.ok(error.message.length < 400, error.message)
  }
}

test('any text, any JSON, any truncation is a message or a WireError', () => {
  fc.assert(fc.property(fc.string(), onlyWireErrors))
  fc.assert(fc.property(fc.json(), onlyWireErrors))
  fc.assert(
    fc.property(message, fc.nat(), (sent, at) => {
      const text = encodeControl(sent)
      onlyWireErrors(text.slice(0, at % text.length))
    }),
  )
})

test('a message with any field replaced by any JSON is a message or a WireError', () => {
  fc.assert(
    fc.property(message, fc.nat(), fc.jsonValue(), (sent, which, value) => {
      const keys = Object.keys(sent)
      onlyWireErrors(JSON.stringify({ ...sent, [keys[which % keys.length] as string]: value }))
    }),
    { numRuns: 1000 },
  )
})

const deep = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels)

for (const [name, text, code, expected] of [
  ['no JSON', 'hello', 'not-json', /one JSON object/],
  ['a list', '[]', 'field', /expected an object, got a list of 0/],
  ['null', 'null', 'field', /expected an object, got null/],
  ['no type', '{}', 'unknown-message', /got nothing/],
  ['a type from the prototype', '{"type":"constructor"}', 'unknown-message', /"constructor"/],
  ['a long type', JSON.stringify({ type: 'x'.repeat(1e6) }), 'unknown-message', /one of hello/],
  ['lists deeper than the stack', `{"type":"bye","code":${deep(30_000, '[', ']')}}`, 'field', /a list of 1/],
  [
    'objects deeper than the stack',
    `{"type":"bye","code":${deep(10_000, '{"a":', '}').replace(':}', ':0}')}}`,
    'field',
    /an object/,
  ],
  ['a type deeper than the stack', `{"type":${deep(30_000, '[', ']')}}`, 'unknown-message', /a list of 1/],
  ['a relay without a name', '{"type":"hello","role":"relay","agent":""}', 'field', /must name itself/],
  ['half a clock answer', '{"type":"clock","t0":1,"t1":2}', 'field', /t1 and t2/],
  ['null for what may be left out', '{"type":"clock","t0":1,"t1":null,"t2":null}', 'field', /clock\.t1.*got null/],
  ['a time below zero', '{"type":"clock","t0":-1}', 'field', /clock\.t0.*got -1/],
  ['an empty name', '{"type":"subscribe","tracks":[{"stream":"","track":"v"}]}', 'field', /tracks\[0\]\.stream/],
  [
    'a track asked for twice',
    '{"type":"subscribe","tracks":[{"stream":"s","track":"v"},{"stream":"s","track":"v"}]}',
    'field',
    /twice/,
  ],
  [
    'too many tracks',
    JSON.stringify({
      type: 'subscribe',
      tracks: Array.from({ length: MAX_SUBSCRIPTIONS + 1 }, (_, i) => ({ stream: 's', track: `${i}` })),
    }),
    'field',
    /at most 256, got a list of 257/,
  ],
  ['a long reason', JSON.stringify({ type: 'bye', code: 'slow', reason: 'x'.repeat(501) }), 'field', /at most 500/],
] as const) {
  test(`refused: ${name}`, () => {
    assert.throws(
      () => decodeControl(text),
      (error) => error instanceof WireError && error.code === code && expected.test(error.message),
    )
  })
}

test('refused: one track id, stream name, track name or node index for two things', () => {
  const one = { id: 1, name: 'video', kind: 'video', codec: 'x', epoch: 1 }
  const stream = { name: 's', mime: '', init: '', tracks: [one] }
  const nodes = [
    { id: 'a', index: 1 },
    { id: 'b', index: 1 },
  ]
  for (const [streams, names] of [
    [[stream, { ...stream, tracks: [] }], []],
    [[stream, { ...stream, name: 't' }], []],
    [[{ ...stream, tracks: [one, { ...one, id: 2 }] }], []],
    [[stream], nodes],
  ]) {
    assert.throws(() => decodeControl(JSON.stringify({ type: 'catalog', streams, nodes: names })), /twice/)
  }
})
