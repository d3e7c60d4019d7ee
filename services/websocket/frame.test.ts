import assert from 'node:assert/strict'
import { once } from 'node:events'
import test from 'node:test'
import { WebSocket, WebSocketServer } from 'ws'
import { binaryMessage } from './frame.ts'

test('messages of every length class that we frame are read by ws as one binary message', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  await once(server, 'listening')
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as { port: number }).port}`)
  const [, request] = (await once(server, 'connection')) as [WebSocket, { socket: NodeJS.WritableStream }]
  try {
    for (const size of [0, 1, 125, 126, 65_535, 65_536, 200_000]) {
      const payload = Buffer.alloc(size, size & 255)
      request.socket.write(binaryMessage(payload))
      const [data, isBinary] = (await once(client, 'message')) as [Buffer, boolean]
      assert.ok(isBinary && data.equals(payload), `${size} bytes`)
    }
  } finally {
    client.terminate()
    server.close()
  }
})
