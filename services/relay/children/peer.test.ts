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
  const socket: Duplex = new PassThrough()
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

test('a peer that says nothing is asked once, and is gone when it has not answered for a minute', () => {
  const { did, look } = peerOf()
  for (const seconds of [1, 19, 21, 22, 59]) look(seconds)
  assert.deepEqual(did, ['ping'])
  look(62)
  assert.deepEqual(did, ['ping', 'gone', 'terminate'])
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
  look(4)
  assert.deepEqual(did, [])
  look(6)
  assert.deepEqual(did, ['unfinished'])
})
