import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type Duplex, PassThrough } from 'node:stream'
import test from 'node:test'
import { steadyMicros } from '@weir/time'
import type { WebSocket } from 'ws'
import { createPeer } from './peer.ts'

const SECOND = 1_000_000

/** A peer of whom the test says when it is looked at; what the node did to it. */
const peerOf = () => {
  const did: string[] = []
  const ws = Object.assign(new EventEmitter(), {
    readyState: 1,
    ping: () => did.push('ping'),
    terminate: () => did.push('terminate'),
    close: () => did.push('close'),
  })
  const socket: Duplex & { bytesWritten: number } = Object.assign(new PassThrough(), { bytesWritten: 0 })
  const peer = createPeer(
    ws as unknown as WebSocket,
    socket,
    { socket: { remoteAddress: '10.0.0.1', remotePort: 5 } } as IncomingMessage,
    {
      backpressure: { policy: 'drop-to-keyframe', maxBytes: 1e6 },
      onDropped: () => {},
      onRefused: (reason) => did.push(reason),
    },
    { onTooSlow: () => {}, onTalk: () => did.push('talk'), onBreach: (reason) => did.push(reason) },
  )
  const began = steadyMicros()
  return { did, ws, socket, look: (seconds: number) => peer.look(began + seconds * SECOND) }
}

test('a peer that says nothing is asked, and is gone when it has not answered for a minute', () => {
  const { did, socket, look } = peerOf()
  // Chunks go out all the while.
  const lookAndWrite = (seconds: number) => {
    socket.bytesWritten += 5000
    look(seconds)
  }
  for (const seconds of [1, 19, 21, 22, 59]) lookAndWrite(seconds)
  assert.deepEqual(did, ['ping'])
  lookAndWrite(62)
  assert.deepEqual(did, ['ping', 'gone', 'terminate'])
})

test('a peer to which nothing is written gets a ping each 2 s, so that no proxy ends the connection', () => {
  const { did, ws, socket, look } = peerOf()
  const answer = () => ws.emit('pong', Buffer.from('alive?'))
  look(1)
  assert.deepEqual(did, [], 'not yet')
  for (const seconds of [2, 4, 6]) {
    look(seconds)
    look(seconds + 1)
    answer()
  }
  assert.deepEqual(did, ['ping', 'ping', 'ping'], 'and its answers are no talk')
  socket.bytesWritten += 100
  look(8)
  assert.equal(did.length, 3, 'something was written')
})

test('a peer that does not read what waits for it is not taken for gone, and gets no more than 64 pings', () => {
  const { did, socket, look } = peerOf()
  socket.cork()
  socket.write(Buffer.alloc(100))
  for (let seconds = 2; seconds < 400; seconds += 2) look(seconds)
  assert.deepEqual(did, Array(64).fill('ping'))
})

test('a peer that answers stays, and what it answers is no talk; an answer to nothing is', () => {
  const { did, ws, look } = peerOf()
  look(21)
  ws.emit('pong', Buffer.from('alive?'))
  look(100)
  assert.deepEqual(did, ['ping', 'ping'], 'asked again, and not gone at once')
  ws.emit('pong', Buffer.from('alive?'))
  ws.emit('pong', Buffer.from('alive?'))
  assert.deepEqual(did, ['ping', 'ping', 'talk'])
})

test('a message that has begun has to end within 5 s', () => {
  const { did, socket, look } = peerOf()
  socket.emit('data', Buffer.from([0x81, 0xfe, 0xff]))
  look(1)
  look(4)
  assert.ok(!did.includes('unfinished'))
  look(6)
  assert.equal(did.at(-1), 'unfinished')
})
