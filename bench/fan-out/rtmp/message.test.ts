import assert from 'node:assert/strict'
import test from 'node:test'
import { amf, playCommands, publishCommands, videoMessage } from './message.ts'

const hex = (bytes: Buffer) => bytes.toString('hex')

test('rtmp: values as AMF0 has them', () => {
  assert.equal(hex(amf(1)), '003ff0000000000000')
  assert.equal(hex(amf(true)), '0101')
  assert.equal(hex(amf('play')), '020004706c6179')
  assert.equal(hex(amf(null)), '05')
  assert.equal(hex(amf({ app: 'live' })), '0300036170700200046c697665000009')
})

test('rtmp: a message longer than a chunk is cut, each part with a head of one byte', () => {
  const [first] = playCommands(1935, 'a'.repeat(100), 'cam').toString('latin1').split('createStream')
  const connect = Buffer.from(first as string, 'latin1')
  // Type 3 heads of chunk stream 3 behind each 128 bytes.
  assert.equal(connect[0], 3)
  assert.equal(connect[12 + 128], 0xc3)
  assert.equal(connect[12 + 128 + 1 + 128], 0xc3)
  assert.equal(connect.readUIntBE(4, 3) > 256, true)
})

test('rtmp: a player and a publisher ask for the stream by name', () => {
  assert.match(playCommands(1, 'live', 'cam').toString('latin1'), /connect.*createStream.*play.*cam$/s)
  assert.match(publishCommands(1, 'live', 'cam').toString('latin1'), /connect.*createStream.*publish.*cam.*live/s)
})

test('rtmp: a chunk of media is one RTMP chunk, and time stops where its field ends', () => {
  const message = videoMessage(0x01_02_03, Buffer.alloc(40_000, 7))
  assert.equal(message.length, 12 + 40_000)
  assert.equal(hex(message.subarray(0, 12)), '06010203009c400901000000')
  assert.equal(videoMessage(2 ** 30, Buffer.alloc(1)).readUIntBE(1, 3), 0xff_fffe)
})
