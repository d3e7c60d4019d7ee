import assert from 'node:assert/strict'
import test from 'node:test'
import { OpenMessage } from './open-message.ts'

/** A masked frame, as a client sends it. */
const frame = (opcode: number, final: boolean, payload: Buffer): Buffer => {
  const size = payload.length
  const length = size < 126 ? [0x80 | size] : [0x80 | 126, size >> 8, size & 255]
  return Buffer.concat([Buffer.from([(final ? 0x80 : 0) | opcode, ...length]), Buffer.alloc(4), payload])
}

test('a message is open until its last byte, however it is cut', () => {
  const open = new OpenMessage()
  const whole = frame(1, true, Buffer.alloc(1000))
  assert.equal(open.see(whole), false)
  for (let at = 0; at < whole.length - 1; at++) assert.equal(open.see(whole.subarray(at, at + 1)), true)
  assert.equal(open.see(Buffer.concat([whole.subarray(-1), whole])), false)
  assert.equal(open.see(Buffer.concat([whole, whole.subarray(0, 1)])), true)
})

test('fragments keep it open, and pings between them do not close it', () => {
  const open = new OpenMessage()
  assert.equal(open.see(frame(1, false, Buffer.alloc(1))), true)
  assert.equal(open.see(frame(9, true, Buffer.alloc(4))), true)
  assert.equal(open.see(frame(0, false, Buffer.alloc(0))), true)
  assert.equal(open.see(frame(0, true, Buffer.alloc(0))), false)
})
