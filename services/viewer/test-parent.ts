// A parent for tests: a WebSocket server on port 0 that speaks just enough of weir.push.1 to feed viewers, and does what
// it is told, rules broken included. One stream `cam` with the track `video` (and `audio` on request).
import type { AddressInfo } from 'node:net'
import { wallMicros } from '@weir/time'
import { crc32, decodeControl, encodeControl, encodeFrame, type Frame, type Subscribe } from '@weir/wire'
import { type WebSocket, WebSocketServer } from 'ws'

const FRAME_MICROS = 33_333
const GOP = 30
const NODE = { id: 'edge1', index: 7 }
const VIDEO_ID = 3

/** Chunk `sequence` of a stream that keeps every rule, with `change` applied. */
export const chunkFrame = (epoch: number, sequence: number, change: Partial<Frame> = {}): Frame => {
  const nowMicros = wallMicros()
  const payload = change.payload ?? Buffer.from(`chunk ${epoch}/${sequence}`)
  return {
    type: 'chunk',
    keyframe: sequence % GOP === 0,
    discontinuity: false,
    end: false,
    replay: false,
    trackId: VIDEO_ID,
    epoch,
    group: Math.floor(sequence / GOP),
    sequence,
    durationMicros: FRAME_MICROS,
    checksum: crc32(payload),
    decodeTimeMicros: (sequence + 1) * FRAME_MICROS,
    captureTimeMicros: nowMicros - 20_000,
    trail: [
      { nodeIndex: NODE.index, receiveMicros: nowMicros - 100, sendMicros: nowMicros, offsetMicros: 0, errorMicros: 0 },
    ],
    ...change,
    payload,
  }
}

export const initFrame = (epoch: number, change: Partial<Frame> = {}): Frame =>
  chunkFrame(epoch, 0, { type: 'init', keyframe: false, payload: Buffer.from(`init ${epoch}`), ...change })

export interface FakeParent {
  /** As viewers take it: http://127.0.0.1:port. */
  readonly edge: string
  readonly subscriptions: Subscribe[]
  /** To every viewer that has subscribed. */
  send(...frames: Frame[]): void
  sendRaw(bytes: Uint8Array): void
  /** Resolves once `count` viewers have subscribed since the start. */
  subscribed(count: number): Promise<void>
  /** Ends every connection, as a process that dies does. */
  cut(): void
  /** Answers nothing any more, with every connection open, as a process that is frozen does. */
  freeze(): void
  close(): Promise<void>
}

/** `greet` gives what a viewer gets right after it subscribed; without `clock` nobody is told the time. */
export const startFakeParent = async (
  greet: (subscribe: Subscribe) => readonly Frame[],
  { clock = true } = {},
): Promise<FakeParent> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/push' })
  await new Promise((resolve) => server.once('listening', resolve))
  const listeners = new Set<WebSocket>()
  const subscriptions: Subscribe[] = []
  let frozen = false
  const waiting: { count: number; resolve: () => void }[] = []
  const catalog = encodeControl({
    type: 'catalog',
    streams: [
      {
        name: 'cam',
        mime: 'video/mp4',
        init: '',
        tracks: [{ id: VIDEO_ID, name: 'video', kind: 'video', codec: 'avc1.42c01e', epoch: 0 }],
      },
    ],
    nodes: [NODE],
  })
  server.on('connection', (socket) => {
    socket.on('close', () => listeners.delete(socket))
    socket.on('message', (data) => {
      if (frozen) return
      const message = decodeControl(String(data))
      if (message.type === 'hello') {
        socket.send(encodeControl({ type: 'hello', role: 'relay', node: NODE, agent: 'fake' }))
        socket.send(catalog)
      } else if (message.type === 'clock') {
        if (clock) socket.send(encodeControl({ ...message, t1: wallMicros(), t2: wallMicros() }))
      } else if (message.type === 'subscribe') {
        subscriptions.push(message)
        for (const frame of greet(message)) socket.send(encodeFrame(frame))
        listeners.add(socket)
        for (const { count, resolve } of waiting) if (subscriptions.length >= count) resolve()
      }
    })
  })
  const sendRaw = (bytes: Uint8Array): void => {
    for (const socket of listeners) socket.send(bytes)
  }
  return {
    edge: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    subscriptions,
    send: (...frames) => {
      for (const frame of frames) sendRaw(encodeFrame(frame))
    },
    sendRaw,
    subscribed: (count) =>
      subscriptions.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push({ count, resolve: () => resolve() })),
    cut: () => {
      for (const socket of server.clients) socket.terminate()
    },
    freeze: () => {
      frozen = true
    },
    close: async () => {
      for (const socket of server.clients) socket.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
