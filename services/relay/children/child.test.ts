import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import test from 'node:test'
import { steadyMicros } from '@weir/time'
import { encodeControl } from '@weir/wire'
import type { WebSocket } from 'ws'
import { serveChild } from './child.ts'

test('a relay that has said nothing for 15 s is gone when somebody looks, and by no timer of its own', (t) => {
  const timers = t.mock.method(globalThis, 'setInterval')
  let ended = 0
  const ws = Object.assign(new EventEmitter(), {
    readyState: 1,
    send: () => {},
    ping: () => {},
    terminate: () => ended++,
  })
  const child = serveChild(
    ws as unknown as WebSocket,
    new PassThrough(),
    { socket: { remoteAddress: '10.0.0.1', remotePort: 5 } } as IncomingMessage,
    {
      backpressure: { policy: 'drop-to-keyframe', maxBytes: 1e6 },
      nowMicros: steadyMicros,
      hello: () => '',
      catalog: () => '',
      track: () => undefined,
      isListed: () => false,
      joins: { pass: (_, task) => task() },
      onRelay: () => {},
      onDemand: () => {},
      onDropped: () => {},
      onRefused: () => {},
      onClose: () => {},
    },
  )
  const node = { id: 'edge1', index: 2 }
  ws.emit('message', Buffer.from(encodeControl({ type: 'hello', role: 'relay', node, agent: '' })), false)
  const began = steadyMicros()
  child.look(began + 14_000_000)
  assert.equal(ended, 0)
  child.look(began + 16_000_000)
  assert.equal(ended, 1)
  assert.equal(timers.mock.callCount(), 0, 'after a stall of our own it would run before what has come is read')
})
