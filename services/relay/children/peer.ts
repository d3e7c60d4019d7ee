// What every connection to this node has, whatever is spoken on it: an address, a downlink fed by its pongs, a count of its
// broken frames, and a way to be let go. The socket belongs to ws.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { BackpressureConfig, ChildState } from '../config/index.ts'
import { Downlink } from './downlink.ts'

export interface PeerDependencies {
  readonly backpressure: BackpressureConfig
  /** Chunks that the peer will not get, and the policy that says so. */
  readonly onDropped: (reason: string, chunks: number) => void
  /** The peer was sent away, or its connection broke the protocol; `reason` is one of few, for counting. */
  readonly onRefused: (reason: string, detail: string) => void
}

export interface PeerEvents {
  readonly onTooSlow: () => void
  /** A ping, or a pong that answers nothing: it counts as a message. */
  readonly onTalk: () => void
}

export interface Peer {
  /** As the server sees it, with the port. */
  readonly address: string
  readonly downlink: Downlink
  /** Closes; a peer that does not read does not answer the close either, and is cut off after 0.5 s. */
  letGo(code: number, reason?: string): void
  state(who: Pick<ChildState, 'id' | 'role' | 'tracks'>): ChildState
}

const CLOSE_MILLIS = 500

export const createPeer = (
  ws: WebSocket,
  socket: Duplex,
  request: IncomingMessage,
  { backpressure, onDropped, onRefused }: PeerDependencies,
  { onTooSlow, onTalk }: PeerEvents,
): Peer => {
  const address = `${request.socket.remoteAddress}:${request.socket.remotePort}`
  const downlink = new Downlink({ socket, connection: ws, backpressure, onDropped, onTooSlow })
  ws.on('ping', () => {
    // ws has answered it.
    downlink.wroteBeside()
    onTalk()
  })
  ws.on('pong', (payload) => {
    if (!downlink.answered(payload)) onTalk()
  })
  ws.on('error', (error: Error & { code?: string }) => {
    if (error.code?.startsWith('WS_ERR')) onRefused('websocket', `${address}: ${error.message}`)
  })
  ws.on('close', () => downlink.close())
  return {
    address,
    downlink,
    letGo(code, reason) {
      downlink.close()
      ws.close(code, reason)
      setTimeout(() => ws.terminate(), CLOSE_MILLIS).unref()
    },
    state: (who) => ({
      ...who,
      queueBytes: downlink.waitingBytes,
      sentChunks: downlink.sentChunks,
      droppedChunks: downlink.droppedChunks,
    }),
  }
}
