import assert from 'node:assert/strict'
import test from 'node:test'
import { crc32 } from '@weir/wire'
import { createSharedCheck } from './payload-check.ts'

test('payload: the second copy is held against the first, damaged or not', () => {
  const check = createSharedCheck()
  const payload = Buffer.from('a payload')
  const checksum = crc32(payload)
  assert.equal(check({ checksum, payload }), true)
  assert.equal(check({ checksum, payload: Buffer.from(payload) }), true)
  assert.equal(check({ checksum, payload: Buffer.from('b payload') }), false)
  assert.equal(check({ checksum, payload: payload.subarray(1) }), false)
  assert.equal(check({ checksum, payload }), true)
})

test('payload: a reader that writes into its copy spoils nothing', () => {
  const check = createSharedCheck()
  const payload = Buffer.from('a payload')
  const checksum = crc32(payload)
  check({ checksum, payload })
  const other = Buffer.from(payload)
  payload[0] = 0
  assert.equal(check({ checksum, payload }), false)
  assert.equal(check({ checksum, payload: other }), true)
})
