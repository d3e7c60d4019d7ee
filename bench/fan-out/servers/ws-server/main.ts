// What a fan-out over `ws` costs without Weir: takes the source's chunks from SOURCE_PORT and hands each to every client
// that is open. FORM=framed builds the whole message once and writes it to each raw socket; FORM=naive calls `send`.
// There is no cache, no queue of its own, no back-pressure, and nothing is counted.
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { createSplitter } from '../../splitter.ts'

interface Client {
  readonly ws: WebSocket
  readonly socket: Duplex
}

/** A final, binary, unmasked message around `chunk` (RFC 6455, section 5.2). */
const framed = (chunk: Buffer): Buffer => {
  const head = Buffer.alloc(chunk.length < 126 ? 2 : chunk.length < 65_536 ? 4 : 10)
  head[0] = 0x82
  if (head.length === 2) head[1] = chunk.length
  else if (head.length === 4) {
    head[1] = 126
    head.writeUInt16BE(chunk.length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(chunk.length), 2)
  }
  return Buffer.concat([head, chunk])
}

const clients = new Set<Client>()
const fanOut =
  process.env.FORM === 'naive'
    ? (chunk: Buffer) => {
        for (const { ws } of clients) if (ws.readyState === WebSocket.OPEN) ws.send(chunk)
      }
    : (chunk: Buffer) => {
        const message = framed(chunk)
        for (const { ws, socket } of clients) if (ws.readyState === WebSocket.OPEN) socket.write(message)
      }

const source = connect({ port: Number(process.env.SOURCE_PORT), host: '127.0.0.1', noDelay: true })
source.on('data', createSplitter(fanOut))
source.on('close', () => process.exit(0))
process.on('disconnect', () => process.exit(0))

const server = createServer()
const upgrades = new WebSocketServer({ noServer: true, perMessageDeflate: false })
server.on('upgrade', (request, socket, head) =>
  upgrades.handleUpgrade(request, socket, head, (ws) => {
    const client = { ws, socket }
    clients.add(client)
    ws.on('error', () => undefined)
    ws.on('close', () => clients.delete(client))
  }),
)
server.listen(0, '127.0.0.1', 4096, () => {
  process.send?.({ type: 'listening', port: (server.address() as AddressInfo).port })
})
