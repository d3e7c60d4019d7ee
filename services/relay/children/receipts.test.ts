import assert from 'node:assert/strict'
import test from 'node:test'
import { numberPayload } from '@weir/websocket'
import { Receipts } from './receipts.ts'

const receipts = (everyBytes = 100) => {
  const pings: Buffer[] = []
  return { pings, made: new Receipts({ everyBytes, ping: (payload) => pings.push(payload) }) }
}

test('receipts: a ping follows every so many bytes, and what it follows is unread until its pong', () => {
  const { pings, made } = receipts()
  made.wrote(60)
  assert.equal(pings.length, 0)
  assert.equal(made.unreadBytes, 0)
  made.wrote(60)
  made.wrote(150)
  assert.equal(pings.length, 2)
  assert.equal(made.unreadBytes, 270)
  assert.ok(made.answered(pings[0] as Buffer))
  assert.equal(made.unreadBytes, 150)
  assert.ok(made.answered(pings[1] as Buffer))
  assert.equal(made.unreadBytes, 0)
})

test('receipts: the newest pong stands for those before it (RFC 6455, section 5.5.3)', () => {
  const { pings, made } = receipts()
  for (let each = 0; each < 3; each++) made.wrote(100)
  assert.ok(made.answered(pings[2] as Buffer))
  assert.equal(made.unreadBytes, 0)
  assert.equal(made.answered(pings[0] as Buffer), false, 'it was confirmed before')
})

test('receipts: a pong that nobody asked for confirms nothing', () => {
  const { pings, made } = receipts()
  made.wrote(500)
  const ahead = Buffer.alloc(8)
  ahead.writeDoubleBE(1e12)
  for (const payload of [Buffer.alloc(0), Buffer.from('12345678'), Buffer.alloc(125), ahead]) {
    assert.equal(made.answered(payload), false)
  }
  assert.equal(made.unreadBytes, 500)
  assert.equal(pings.length, 1)
})

test('receipts: a child that never answers is not asked for ever', () => {
  const { pings, made } = receipts()
  for (let each = 0; each < 1000; each++) made.wrote(100)
  assert.equal(pings.length, 64)
  assert.equal(made.unreadBytes, 6400)
})

test('receipts: while none is unanswered the next ping may follow later, and what is known at the bound is the same', () => {
  const pings: Buffer[] = []
  const made = new Receipts({ everyBytes: 100, calmBytes: 200, ping: (payload) => pings.push(payload) })
  const known: number[] = []
  const write = (times: number) => {
    for (let each = 0; each < times; each++) {
      assert.equal(made.dueAfter(50), made.roomBytes <= 50)
      made.wrote(50)
      known.push(made.unreadBytes)
    }
  }
  write(8)
  assert.deepEqual(known, [0, 0, 0, 200, 200, 300, 300, 400])
  assert.ok(made.answered(pings[2] as Buffer))
  known.length = 0
  write(4)
  assert.deepEqual(known, [0, 0, 0, 200])
})

test('receipts: a ping that went with the bytes is answered like any other', () => {
  const { pings, made } = receipts()
  made.wroteAsking(120, 7)
  made.wrote(100)
  assert.equal(made.unreadBytes, 220)
  assert.equal(made.answered(numberPayload(8)), false)
  assert.ok(made.answered(numberPayload(7)))
  assert.equal(made.unreadBytes, 100)
  assert.ok(made.answered(pings[0] as Buffer))
  assert.equal(made.unreadBytes, 0)
})
