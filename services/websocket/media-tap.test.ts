import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { binaryMessage } from './frame.ts'
import { createMediaTap } from './media-tap.ts'

const HANDSHAKE = Buffer.from('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n')

/** A frame that is not ours: any opcode, in pieces or masked. */
const frame = (first: number, payload: Buffer, masked = false): Buffer =>
  Buffer.concat([Buffer.from([first, (masked ? 0x80 : 0) | payload.length]), Buffer.alloc(masked ? 4 : 0), payload])

/** Runs the tap over the stream cut at these places. What came out, in order; media framed again. */
const run = (stream: Buffer, cuts: readonly number[], options: { open?: boolean; reads?: boolean } = {}) => {
  const out: { ours: boolean; bytes: Buffer }[] = []
  const tap = createMediaTap({
    open: () => options.open ?? true,
    onMedia: (message) => out.push({ ours: true, bytes: binaryMessage(Buffer.from(message)) }),
  })
  const places = [0, ...new Set(cuts.map((cut) => cut % stream.length).sort((a, b) => a - b)), stream.length]
  places.slice(1).forEach((end, index) => {
    tap(stream.subarray(places[index], end), (bytes) => {
      out.push({ ours: false, bytes: Buffer.from(bytes) })
      return options.reads ?? true
    })
  })
  return { all: Buffer.concat(out.map(({ bytes }) => bytes)), media: out.filter(({ ours }) => ours) }
}

const message = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => binaryMessage(Buffer.from(bytes))),
  fc.integer({ min: 65_000, max: 70_000 }).map((size) => binaryMessage(Buffer.alloc(size, size & 255))),
  fc.uint8Array({ maxLength: 125 }).map((bytes) => frame(0x81, Buffer.from(bytes))),
  fc.uint8Array({ maxLength: 125 }).map((bytes) => frame(0x89, Buffer.from(bytes))),
  // A message in three frames, with a ping between.
  fc
    .uint8Array({ maxLength: 125 })
    .map((bytes) =>
      Buffer.concat([
        frame(0x02, Buffer.from(bytes)),
        frame(0x89, Buffer.from('p')),
        frame(0x00, Buffer.from(bytes)),
        frame(0x80, Buffer.alloc(0)),
      ]),
    ),
)
const streams = fc.tuple(fc.array(message, { maxLength: 12 }), fc.array(fc.nat(), { maxLength: 20 }))

test('media tap: however the bytes are cut, all of them come out once and in order', () => {
  fc.assert(
    fc.property(streams, ([messages, cuts]) => {
      const stream = Buffer.concat([HANDSHAKE, ...messages])
      const { all, media } = run(stream, cuts)
      assert.ok(all.equals(stream))
      assert.equal(media.length, messages.filter((bytes) => bytes[0] === 0x82).length)
    }),
    { numRuns: 300 },
  )
})

test('media tap: nothing is taken before ws listens, nor past what it has not read', () => {
  fc.assert(
    fc.property(streams, ([messages, cuts]) => {
      const stream = Buffer.concat([HANDSHAKE, ...messages])
      for (const options of [{ open: false }, { reads: false }]) {
        const { all, media } = run(stream, cuts, options)
        assert.ok(all.equals(stream))
        assert.equal(media.length, 0)
      }
    }),
  )
})

const NOT_OURS: [string, Buffer, Buffer][] = [
  ['an answer that is no upgrade', Buffer.from('HTTP/1.1 404 Not Found\r\n\r\n'), binaryMessage(Buffer.from('body'))],
  ['a masked frame', HANDSHAKE, frame(0x82, Buffer.from('masked'), true)],
  ['a frame with reserved bits', HANDSHAKE, frame(0xc2, Buffer.from('deflated'))],
  ['a head that claims more than a message may have', HANDSHAKE, Buffer.from([0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0, 7])],
  ['a handshake without end', Buffer.alloc(20_000, 'x'), binaryMessage(Buffer.from('late'))],
]
for (const [name, handshake, bytes] of NOT_OURS) {
  test(`media tap: ${name} is for ws to judge`, () => {
    const stream = Buffer.concat([handshake, bytes])
    const { all, media } = run(stream, [handshake.length])
    assert.ok(all.equals(stream))
    assert.equal(media.length, 0)
  })
}

test('media tap: a message that comes in single bytes, each in a read of its own, holds no more than its size', () => {
  const message = Buffer.alloc(60_000, 7)
  const media: Buffer[] = []
  const tap = createMediaTap({ open: () => true, onMedia: (whole) => media.push(whole) })
  const stream = Buffer.concat([HANDSHAKE, binaryMessage(message)])
  const before = process.memoryUsage().arrayBuffers
  for (const byte of stream.subarray(0, -1)) tap(Buffer.alloc(1000, byte).subarray(0, 1), () => true)
  const heldBytes = process.memoryUsage().arrayBuffers - before
  assert.ok(heldBytes < 20_000_000, `${heldBytes} bytes are held for a message of ${message.length}`)
  tap(stream.subarray(-1), () => true)
  assert.ok(media[0]?.equals(message))
})
