// For tests: a child on /push that keeps what it gets, a fake camera, and a wait that ends on events.
import { once } from 'node:events'
import {
  type Catalog,
  type ControlMessage,
  decodeControl,
  decodeFrame,
  encodeControl,
  type Frame,
  SUBPROTOCOL,
  type Subscription,
} from '@weir/wire'
import { WebSocket } from 'ws'
import type { PublishedChunk, Publisher, RelayNode } from '../api.ts'
import { NodeConfig, type NodeConfigInput } from '../config/index.ts'
import { type NodeOptions, startNode } from '../node.ts'

export interface TestViewer {
  readonly ws: WebSocket
  readonly frames: Frame[]
  readonly messages: ControlMessage[]
  catalog(): Catalog | undefined
  subscribe(...tracks: Subscription[]): void
  /** Ends once `done()` is so; looked at after every message. Fails after `withinSeconds`. */
  until(what: string, done: () => boolean, withinSeconds?: number): Promise<void>
  close(): void
}

/** `localAddress` is that which it comes from. */
export const connectViewer = async (port: number, localAddress?: string): Promise<TestViewer> => {
  const options = { perMessageDeflate: false, ...(localAddress === undefined ? {} : { localAddress }) }
  const ws = new WebSocket(`ws://127.0.0.1:${port}/push`, [SUBPROTOCOL], options)
  const frames: Frame[] = []
  const messages: ControlMessage[] = []
  const watchers = new Set<() => void>()
  ws.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) frames.push(decodeFrame(Uint8Array.from(data)))
    else messages.push(decodeControl(data.toString()))
    for (const watcher of watchers) watcher()
  })
  ws.on('error', () => {})
  await once(ws, 'open')
  ws.send(encodeControl({ type: 'hello', role: 'viewer', agent: 'test' }))
  return {
    ws,
    frames,
    messages,
    catalog: () => messages.filter((message) => message.type === 'catalog').at(-1),
    subscribe: (...tracks) => ws.send(encodeControl({ type: 'subscribe', tracks })),
    until: (what, done, withinSeconds) =>
      waitFor(what, done, withinSeconds, (look) => {
        watchers.add(look)
        return () => watchers.delete(look)
      }),
    close: () => ws.terminate(),
  }
}

/** Ends once `done()` is so. `watch` calls back on events; besides, it is looked at every few ms. */
export const waitFor = (
  what: string,
  done: () => boolean,
  withinSeconds = 5,
  watch: (look: () => void) => () => void = () => () => {},
): Promise<void> =>
  new Promise((resolve, reject) => {
    const look = () => {
      if (!done()) return
      end()
      resolve()
    }
    const unwatch = watch(look)
    const poll = setInterval(look, 5)
    const late = setTimeout(() => {
      end()
      reject(new Error(`not within ${withinSeconds} s: ${what}`))
    }, withinSeconds * 1000)
    const end = () => {
      unwatch()
      clearInterval(poll)
      clearTimeout(late)
    }
    look()
  })

/** Chunk number `index` of a fake 30 fps picture with a keyframe every 10 frames. */
const fakeChunk = (index: number, nowMicros: number, bytes = 1000): PublishedChunk => ({
  keyframe: index % 10 === 0,
  startsGroup: index % 10 === 0,
  decodeTimeMicros: index * 33_333,
  durationMicros: 33_333,
  captureTimeMicros: nowMicros,
  payload: new Uint8Array(bytes).fill(index & 255),
})

/** A camera whose only track is `video`. */
export const fakeCamera = (node: RelayNode, stream = 'cam') => {
  const publisher: Publisher = node.publish(stream)
  let index = 0
  let timer: NodeJS.Timeout | undefined
  const start = () => {
    index = 0
    publisher.start({
      mime: 'video/mp4; codecs="avc1.42c01e"',
      init: Buffer.from(`init of ${stream}`),
      tracks: [{ name: 'video', kind: 'video', codec: 'avc1.42c01e', init: Buffer.from(`video init of ${stream}`) }],
    })
  }
  const shoot = (chunks = 1, bytes?: number, capturedMicros?: number) => {
    for (let count = 0; count < chunks; count++)
      publisher.chunk('video', fakeChunk(index++, capturedMicros ?? node.nowMicros(), bytes))
  }
  return {
    start,
    shoot,
    end: () => publisher.end(),
    roll(everyMillis = 33, bytes?: number) {
      timer = setInterval(() => shoot(1, bytes), everyMillis)
    },
    stop: () => clearInterval(timer),
    get shot() {
      return index
    },
  }
}

/** Starts a node on a free port that logs errors only. */
export const testNode = (
  index: number,
  id: string,
  parents: readonly { readonly node: { readonly port: number }; readonly index: number; readonly id: string }[] = [],
  more: Partial<NodeConfigInput> = {},
  options: Pick<NodeOptions, 'keepUnlistedMillis'> = {},
): Promise<RelayNode> =>
  startNode(
    NodeConfig.parse({
      id,
      index,
      roles: ['intermediate'],
      listen: { port: 0 },
      parents: parents.map((parent) => ({
        id: parent.id,
        index: parent.index,
        url: `ws://127.0.0.1:${parent.node.port}/push`,
      })),
      logLevel: 'error',
      ...more,
    }),
    { processMetrics: false, ...options },
  )

export const VIDEO: Subscription = { stream: 'cam', track: 'video' }
/** Sequences of the chunks among `frames`. */
export const sequencesOf = (frames: readonly Frame[]): number[] =>
  frames.filter(({ type }) => type === 'chunk').map(({ sequence }) => sequence)
export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index)
