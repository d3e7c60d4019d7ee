// One viewer that takes payloads alone over a WebSocket: an init segment (the stream's combined one, or that of the one
// track that was chosen of several), then chunks, and a new init segment on a new epoch. For a page that knows MSE and
// nothing of us.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { binaryMessage } from '@weir/websocket'
import type { StreamDescription } from '@weir/wire'
import type { WebSocket } from 'ws'
import type { ChildState } from '../config/index.ts'
import type { Chunk, Track, TrackReader } from '../track/index.ts'
import type { Flow } from './downlink.ts'
import { createPeer, type PeerDependencies } from './peer.ts'

export interface MediaViewerDependencies extends PeerDependencies {
  readonly description: () => StreamDescription | undefined
  readonly tracks: readonly Track[]
  readonly stream: string
  readonly onClose: (viewer: MediaViewer) => void
}

export interface MediaViewer {
  leave(reason: string): void
  /** See peer.ts. */
  look(nowMicros: number): void
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
  let epoch = 0
  let messages = 0
  const peer = createPeer(ws, socket, request, deps, {
    loads: () => deps.tracks.map(({ rate }) => rate),
    onTooSlow: () => viewer.leave('reads too slowly'),
    onTalk: () => heard(),
    onBreach(reason, detail) {
      deps.onRefused(reason, `${address}: ${detail}`)
      viewer.leave(detail)
    },
  })
  const { address, downlink } = peer
  const begin = (flow: Flow, { header, payload }: Chunk) => {
    const description = deps.description()
    if (!description?.tracks.every((track) => track.epoch === header.epoch)) return
    epoch = header.epoch
    // A buffer refuses an init segment that has more tracks than the media type it was made for.
    const alone = deps.tracks.length === 1 && description.tracks.length > 1
    downlink.sendInit(flow, binaryMessage(alone ? payload : Buffer.from(description.init, 'base64')))
  }
  const flows = deps.tracks.map(() => ({ skipping: false, epoch: 0 }))
  const readerOf = (flow: Flow & { epoch: number }): TrackReader => ({
    form: 'media',
    relay: false,
    line: downlink,
    init(init) {
      flow.epoch = init.header.epoch
      if (flow.epoch !== epoch) begin(flow, init)
      // Chunks of another epoch than that of the newest init segment are left out, one by one.
      downlink.hold(flows.some((each) => each.epoch !== epoch))
    },
    chunk(chunk, message, asking) {
      if (chunk.header.epoch === epoch) downlink.send(flow, chunk, message, asking)
    },
    replay(chunk, message) {
      if (chunk.header.epoch === epoch) downlink.replay(flow, chunk, message)
    },
  })
  const ends = deps.tracks.map((track, index) => track.read(readerOf(flows[index] as (typeof flows)[number])))
  const viewer: MediaViewer = {
    leave: (reason) => peer.letGo(1001, reason),
    look: peer.look,
    state: () =>
      peer.state({
        id: address,
        role: 'viewer',
        tracks: deps.tracks.map(({ stream, name }) => `${stream}/${name}`),
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
  ws.on('close', () => {
    for (const end of ends) end()
    deps.onClose(viewer)
  })
  return viewer
}
