// What every connection to this node has, whatever is spoken on it: an address, a downlink fed by its pongs, a count of its
// broken frames, an eye on messages that never end and on peers that are gone, and a way to be let go. The socket belongs
// to ws.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { steadyMicros } from '@weir/time'
import { OpenMessage } from '@weir/websocket'
import { WebSocket } from 'ws'
import type { BackpressureConfig, ChildState } from '../config/index.ts'
import { Downlink } from './downlink.ts'
import type { Load } from './limit.ts'

export interface PeerDependencies {
  readonly backpressure: BackpressureConfig
  /** Chunks that the peer will not get, and the policy that says so. */
  readonly onDropped: (reason: string, chunks: number) => void
  /** The peer was sent away, or its connection broke the protocol; `reason` is one of few, for counting. */
  readonly onRefused: (reason: string, detail: string) => void
}

export interface PeerEvents {
  /** Of what the peer takes now. */
  readonly loads?: () => readonly Load[]
  readonly onTooSlow: () => void
  /** A ping, or a pong that answers nothing: it counts as a message. */
  readonly onTalk: () => void
  /** The peer breaks a rule of all connections, and is to be sent away; `reason` is one of few, for counting. */
  readonly onBreach: (reason: string, detail: string) => void
}

export interface Peer {
  /** As the server sees it, with the port. */
  readonly address: string
  readonly downlink: Downlink
  /** When the newest bytes came, by the steady clock. */
  readonly heardMicros: number
  /** To be called about once a second: asks a peer that says nothing, notices one that is gone, breaks our own silence. */
  look(nowMicros: number): void
  /** Closes; a peer that does not read does not answer the close either, and is cut off after 0.5 s. */
  letGo(code: number, reason?: string): void
  state(who: Pick<ChildState, 'id' | 'role' | 'tracks'>): ChildState
}

const CLOSE_MILLIS = 500
/** A message that was begun has to be whole within so long. */
const WHOLE_MICROS = 5_000_000
/** A peer to which nothing was written for so long gets a ping: proxies end what is silent, some after 5 s. */
const QUIET_MICROS = 1_500_000
/** A peer that has said nothing for so long is asked for a sign of life. */
const SILENT_MICROS = 20_000_000
/** One that was asked and has said nothing at all for so long is gone. */
const GONE_MICROS = 60_000_000
const ALIVE = Buffer.from('alive?')
/** A peer that answers none gets no more than this. */
const MOST_UNANSWERED = 64

export const createPeer = (
  ws: WebSocket,
  socket: Duplex & { readonly bytesWritten?: number },
  request: IncomingMessage,
  { backpressure, onDropped, onRefused }: PeerDependencies,
  { loads, onTooSlow, onTalk, onBreach }: PeerEvents,
): Peer => {
  const address = `${request.socket.remoteAddress}:${request.socket.remotePort}`
  const downlink = new Downlink({ socket, connection: ws, backpressure, loads, onDropped, onTooSlow })
  const open = new OpenMessage()
  let heardMicros = steadyMicros()
  let openMicros: number | undefined
  let asked = false
  let unanswered = 0
  // The socket does not count what goes past its stream, which chunks alone do.
  const written = () => (socket.bytesWritten ?? 0) + downlink.sentChunks
  let seenWritten = written()
  let wroteMicros = heardMicros
  const ping = (nowMicros: number) => {
    unanswered++
    wroteMicros = nowMicros
    ws.ping(ALIVE)
    downlink.wroteBeside()
  }
  socket.prependListener('data', (bytes: Buffer) => {
    heardMicros = steadyMicros()
    openMicros = open.see(bytes) ? (openMicros ?? heardMicros) : undefined
  })
  ws.on('ping', () => {
    // ws has answered it.
    downlink.wroteBeside()
    onTalk()
  })
  ws.on('pong', (payload) => {
    if (downlink.answered(payload)) return
    if (unanswered > 0 && ALIVE.equals(payload)) {
      unanswered--
      asked = false
    } else onTalk()
  })
  ws.on('error', (error: Error & { code?: string }) => {
    if (!error.code?.startsWith('WS_ERR')) return
    onRefused('websocket', `${address}: ${error.message}`)
    // ws has sent its close, and would hold what it has of the message until that is answered.
    setTimeout(() => ws.terminate(), CLOSE_MILLIS).unref()
  })
  ws.on('close', () => downlink.close())
  return {
    address,
    downlink,
    get heardMicros() {
      return heardMicros
    },
    look(nowMicros) {
      if (ws.readyState !== WebSocket.OPEN) return
      if (openMicros !== undefined && nowMicros - openMicros > WHOLE_MICROS) {
        return onBreach('unfinished', `a message that is not whole after ${WHOLE_MICROS / 1e6} s`)
      }
      if (written() !== seenWritten) wroteMicros = nowMicros
      if (nowMicros - heardMicros > SILENT_MICROS && !asked) {
        asked = true
        ping(nowMicros)
        // One that does not read is the business of the policy for slow children.
      } else if (asked && downlink.waitingBytes === 0 && nowMicros - heardMicros > GONE_MICROS) {
        onRefused('gone', `${address}: no sign of life for ${GONE_MICROS / 1e6} s`)
        ws.terminate()
      } else if (nowMicros - wroteMicros > QUIET_MICROS && unanswered < MOST_UNANSWERED) ping(nowMicros)
      seenWritten = written()
    },
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
