// For tests: a parent on /push that says what it is told to, whatever the protocol thinks of it.
import { once } from 'node:events'
import { type Catalog, encodeControl, encodeFrame, type Frame, SUBPROTOCOL } from '@weir/wire'
import { type WebSocket, WebSocketServer } from 'ws'

export interface FakeParent {
  readonly port: number
  /** Its children have dialled so often. */
  dials(): number
  /** Its catalog from now on, sent to everybody. */
  list(...streams: { readonly name: string; readonly epoch: number; readonly tracks?: readonly string[] }[]): void
  /** Leaves questions for the time without an answer from now on. */
  silenceClock(): void
  /** Questions for the time that have come. */
  asked(): number
  /** Sends frames of a track, by the number that `trackId` gives it. */
  send(...frames: Partial<Frame>[]): void
  /** Ends all connections and listens no more. */
  close(): Promise<void>
}

export const trackId = (stream: number, track: number): number => stream * 16 + track

/** A whole frame, to be changed where a test needs another. */
export const FRAME: Frame = {
  type: 'chunk',
  keyframe: true,
  discontinuity: false,
  end: false,
  replay: false,
  trackId: 0,
  epoch: 5,
  group: 0,
  sequence: 0,
  durationMicros: 0,
  checksum: 0,
  decodeTimeMicros: 0,
  captureTimeMicros: 0,
  trail: [],
  payload: new Uint8Array(10),
}

export const fakeParent = async (id: string, index: number): Promise<FakeParent> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => SUBPROTOCOL })
  await once(server, 'listening')
  const hello = encodeControl({ type: 'hello', role: 'relay', node: { id, index }, agent: 'fake' })
  const open = new Set<WebSocket>()
  let catalog: Catalog = { type: 'catalog', streams: [], nodes: [{ id, index }] }
  let dials = 0
  let asked = 0
  let answers = true
  server.on('connection', (ws) => {
    dials++
    ws.on('error', () => {})
    ws.on('close', () => open.delete(ws))
    ws.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString())
      const nowMicros = Date.now() * 1000
      if (message.type === 'clock') asked++
      if (message.type === 'clock' && answers) ws.send(JSON.stringify({ ...message, t1: nowMicros, t2: nowMicros }))
      if (message.type !== 'hello') return
      ws.send(hello)
      ws.send(encodeControl(catalog))
      open.add(ws)
    })
  })
  return {
    port: (server.address() as { port: number }).port,
    dials: () => dials,
    asked: () => asked,
    silenceClock() {
      answers = false
    },
    list(...streams) {
      catalog = {
        ...catalog,
        streams: streams.map(({ name, epoch, tracks = ['video'] }, place) => ({
          name,
          mime: 'video/mp4',
          init: '',
          tracks: tracks.map((track, number) => ({
            id: trackId(place, number),
            name: track,
            kind: 'video',
            codec: 'avc1.42c01e',
            epoch,
          })),
        })),
      }
      for (const ws of open) ws.send(encodeControl(catalog))
    },
    send(...frames) {
      const stamp = { nodeIndex: index, receiveMicros: 1, sendMicros: 2, offsetMicros: 0, errorMicros: 0 }
      for (const frame of frames) for (const ws of open) ws.send(encodeFrame({ ...FRAME, trail: [stamp], ...frame }))
    },
    async close() {
      for (const ws of server.clients) ws.terminate()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}
