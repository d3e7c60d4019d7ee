// The node's port: HTTP, and upgrades by path. Owns the server and the WebSocket handshakes; what a connection then says
// is child.ts's or media-viewer.ts's business. Nothing is looked at before its door has let it in.
import { createServer, type IncomingMessage, type RequestListener, STATUS_CODES } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { admit, admitInsider, bearerOf, type Doors, type InsideDoors, requestOf } from '@weir/doors'
import { MAX_CHILD_MESSAGE_BYTES, SUBPROTOCOL } from '@weir/wire'
import { type WebSocket, WebSocketServer } from 'ws'
import type { LimitsConfig } from '../config/index.ts'

/** Takes over an upgraded socket; the path and the search string have been parsed into `url`. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer, url: URL) => void

export interface ListenerOptions {
  readonly host: string
  readonly port: number
  readonly limits: Pick<LimitsConfig, 'connections' | 'connectionsPerAddress'>
  readonly doors: Doors
  readonly insideDoors: InsideDoors
  readonly onRequest: RequestListener
  /** What a child on /push is spoken to over, in place of its connection. */
  readonly cross: (socket: Duplex) => Duplex
  readonly onChild: (ws: WebSocket, socket: Duplex, request: IncomingMessage) => void
  /** An upgrade was refused; `reason` is one of few, for counting. */
  readonly onRefused: (reason: string, detail: string) => void
}

export interface Listener {
  readonly port: number
  handleUpgrades(prefix: string, handler: UpgradeHandler): void
  /** Shakes hands as plain media, without our subprotocol. */
  acceptMedia(request: IncomingMessage, socket: Duplex, head: Buffer, accept: (ws: WebSocket) => void): void
  close(): Promise<void>
}

/** A peer that takes longer over its request is let go. */
const HANDSHAKE_MILLIS = 5000
/** One that takes longer over reading its answer, too. */
const STALLED_MILLIS = 30_000
const MAX_MEDIA_VIEWER_MESSAGE_BYTES = 1024
/** Of one message. ws keeps each apart, and one of single bytes takes a hundred times its size. 64 KiB come in some fifty. */
const PIECES = { maxFragments: 64, maxBufferedChunks: 256 }

const refuse = (socket: Duplex, status: number) => {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

const parseUrl = (text = '/'): URL | undefined => {
  try {
    return new URL(text, 'http://node')
  } catch {
    return undefined
  }
}

export const listen = async (options: ListenerOptions): Promise<Listener> => {
  const handlers = new Map<string, UpgradeHandler>()
  const insider = admitInsider(options.insideDoors)
  const refusal = (request: IncomingMessage, upgrade: boolean) => {
    const refused =
      admit(requestOf(request), options.doors) ??
      insider({
        address: request.socket.remoteAddress ?? '',
        path: parseUrl(request.url)?.pathname ?? '',
        upgrade,
        token: bearerOf(request),
      })
    if (refused) options.onRefused(refused.reason, `${request.socket.remoteAddress}: ${refused.message}`)
    return refused
  }
  const server = createServer(
    {
      headersTimeout: HANDSHAKE_MILLIS,
      requestTimeout: 2 * HANDSHAKE_MILLIS,
      connectionsCheckingInterval: 1000,
      noDelay: true,
    },
    (request, response) => {
      const refused = refusal(request, false)
      if (!refused) return options.onRequest(request, response)
      response.writeHead(refused.status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
      response.end(`${refused.message}\n`)
    },
  )
  server.maxConnections = options.limits.connections
  server.timeout = STALLED_MILLIS
  const sockets = new Set<Socket>()
  const ofAddress = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    // Without a listener an early reset of a peer would end the process.
    socket.on('error', () => {})
    const address = socket.remoteAddress ?? ''
    const before = ofAddress.get(address) ?? 0
    if (before >= options.limits.connectionsPerAddress) {
      options.onRefused('address', `${address} has ${before} connections`)
      socket.destroy()
      return
    }
    ofAddress.set(address, before + 1)
    sockets.add(socket)
    socket.on('close', () => {
      sockets.delete(socket)
      const left = (ofAddress.get(address) ?? 1) - 1
      if (left > 0) ofAddress.set(address, left)
      else ofAddress.delete(address)
    })
  })
  server.on('drop', () => options.onRefused('busy', `more than ${options.limits.connections} connections`))
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // Browsers keep a spare connection ready. An answer to one that has not asked yet would be taken for that of the next
    // request, sent in the same moment; one that was only closed is dialled again.
    if (socket.bytesRead === 0) return socket.destroy()
    options.onRefused('http', 'a request that is not HTTP, or came too slowly')
    if (socket.writable) refuse(socket, error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400)
    else socket.destroy()
  })

  const push = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    maxPayload: MAX_CHILD_MESSAGE_BYTES,
    ...PIECES,
    handleProtocols: () => SUBPROTOCOL,
  })
  const media = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    clientTracking: false,
    maxPayload: MAX_MEDIA_VIEWER_MESSAGE_BYTES,
    ...PIECES,
  })
  const speaksOurs = (request: IncomingMessage) =>
    (request.headers['sec-websocket-protocol'] ?? '').split(',').some((name) => name.trim() === SUBPROTOCOL)

  server.on('upgrade', (request, socket, head) => {
    const refused = refusal(request, true)
    if (refused) return refuse(socket, refused.status)
    const url = parseUrl(request.url)
    if (!url) return refuse(socket, 400)
    const handler = [...handlers].find(([prefix]) => url.pathname.startsWith(prefix))?.[1]
    if (url.pathname === '/push') {
      if (!speaksOurs(request)) {
        options.onRefused('subprotocol', `/push speaks ${SUBPROTOCOL}`)
        return refuse(socket, 400)
      }
      const line = options.cross(socket)
      push.handleUpgrade(request, line, head, (ws) => options.onChild(ws, line, request))
    } else if (handler) handler(request, socket, head, url)
    else refuse(socket, 404)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, 4096, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return {
    port: (server.address() as AddressInfo).port,
    handleUpgrades(prefix, handler) {
      handlers.set(prefix, handler)
    },
    acceptMedia(request, socket, head, accept) {
      media.handleUpgrade(request, socket, head, accept)
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      // Children have been told; who has not gone by then is cut off.
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, 300)
      await closed
      clearTimeout(cut)
    },
  }
}
