// One viewer that takes payloads alone over a WebSocket: an init segment (the stream's combined one, or that of the one
// track that was chosen of several), then chunks, and a new init segment on a new epoch. For a page that knows MSE and
// nothing of us.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { binaryMessage } from '@weir/websocket'
import type { StreamDescription } from '@weir/wire'
import type { WebSocket } from 'ws'
import type { BackpressureConfig, ChildState } from '../config/index.ts'
import type { Track, TrackReader } from '../track/index.ts'
import { createDownlink, type Lane } from './downlink.ts'

export interface MediaViewerDependencies {
  readonly backpressure: BackpressureConfig
  readonly description: () => StreamDescription | undefined
  readonly tracks: readonly Track[]
  readonly stream: string
  readonly onDropped: (reason: string, chunks: number) => void
  readonly onRefused: (reason: string, detail: string) => void
  readonly onClose: (viewer: MediaViewer) => void
}

export interface MediaViewer {
  leave(reason: string): void
  state(): ChildState
  readonly waitingBytes: number
  readonly stream: string
}

/** A viewer has nothing to say here; some pages send a ping of their own. */
const MAX_MESSAGES = 1000

export const serveMediaViewer = (
  ws: WebSocket,
  socket: Duplex,
  request: IncomingMessage,
  deps: MediaViewerDependencies,
): MediaViewer => {
  const address = `${request.socket.remoteAddress}:${request.socket.remotePort}`
  let epoch = 0
  let messages = 0
  const downlink = createDownlink({
    socket,
    backpressure: deps.backpressure,
    onDropped: deps.onDropped,
    onTooSlow: () => viewer.leave('reads too slowly'),
  })
  const readerOf = (lane: Lane): TrackReader => ({
    form: 'media',
    relay: false,
    init({ header, payload }) {
      if (header.epoch <= epoch) return
      const description = deps.description()
      if (!description?.tracks.every((track) => track.epoch === header.epoch)) return
      epoch = header.epoch
      // A buffer refuses an init segment that has more tracks than the media type it was made for.
      const alone = deps.tracks.length === 1 && description.tracks.length > 1
      downlink.sendInit(lane, binaryMessage(alone ? payload : Buffer.from(description.init, 'base64')))
    },
    chunk(chunk, message) {
      if (chunk.header.epoch === epoch && chunk.payload.length > 0) downlink.send(lane, chunk, message)
    },
    replay(chunk, message) {
      if (chunk.header.epoch === epoch && chunk.payload.length > 0) downlink.replay(lane, chunk, message)
    },
  })
  const ends = deps.tracks.map((track) => track.read(readerOf({ skipping: false })))
  const viewer: MediaViewer = {
    leave(reason) {
      downlink.close()
      ws.close(1001, reason)
      setTimeout(() => ws.terminate(), 500).unref()
    },
    state: () => ({
      id: address,
      role: 'viewer',
      tracks: deps.tracks.map(({ stream, name }) => `${stream}/${name}`),
      queueBytes: downlink.waitingBytes,
      sentChunks: downlink.sentChunks,
      droppedChunks: downlink.droppedChunks,
    }),
    get waitingBytes() {
      return downlink.waitingBytes
    },
    stream: deps.stream,
  }
  const heard = () => {
    if (++messages !== MAX_MESSAGES) return
    deps.onRefused('rate', `${address}: a media viewer has nothing to say`)
    viewer.leave('a media viewer has nothing to say')
  }
  ws.on('message', heard)
  ws.on('ping', heard)
  ws.on('pong', (payload) => {
    if (!downlink.answered(payload)) heard()
  })
  ws.on('error', (error: Error & { code?: string }) => {
    if (error.code?.startsWith('WS_ERR')) deps.onRefused('websocket', `${address}: ${error.message}`)
  })
  ws.on('close', () => {
    for (const end of ends) end()
    downlink.close()
    deps.onClose(viewer)
  })
  return viewer
}
