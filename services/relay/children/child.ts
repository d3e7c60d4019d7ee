// One child on /push: greets, answers its clock, and turns what it subscribes to into readers of tracks. Whatever a
// child may not send ends the connection with a bye: nobody who connects can publish.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { createTokenBucket, steadyMicros, type TokenBucketSettings } from '@weir/time'
import {
  type Bye,
  CLOSE_CODES,
  type ControlMessage,
  decodeControl,
  encodeControl,
  type Hello,
  MAX_AWAITED_TRACKS,
  type Subscribe,
  trackKey,
  WireError,
} from '@weir/wire'
import { WebSocket } from 'ws'
import type { ChildState } from '../config/index.ts'
import type { Track, TrackReader } from '../track/index.ts'
import type { Flow } from './downlink.ts'
import { createPeer, type PeerDependencies } from './peer.ts'
import type { Turnstile } from './turnstile.ts'

export interface ChildDependencies extends PeerDependencies {
  /** This node's clock, for children that ask for the time. */
  readonly nowMicros: () => number
  /** Text frames that greet a child. */
  readonly hello: () => string
  readonly catalog: () => string
  /** Undefined when there is no room to remember one more that is not listed, of a child at that address. */
  readonly track: (stream: string, name: string, address: string) => Track | undefined
  readonly isListed: (stream: string, name: string) => boolean
  /** Joins of all children go through it. */
  readonly joins: Turnstile
  /** The child on this socket has said that it is a node. */
  readonly onRelay: (socket: Duplex) => void
  /** Readers came or went. */
  readonly onDemand: () => void
  readonly onClose: (child: Child) => void
}

export interface Child {
  /** After the catalog has changed. */
  sendCatalog(): void
  leave(code: Bye['code'], reason: string): void
  state(): ChildState
  readonly waitingBytes: number
  readonly hello: Hello | undefined
  readonly streams: readonly string[]
  /** As the server sees it, without the port. */
  readonly host: string
  /** Since when it has subscribed to nothing that is here, by the steady clock; undefined while it watches. */
  idleMicros(): number | undefined
  /** See peer.ts. */
  look(nowMicros: number): void
}

const HELLO_MILLIS = 3000
/** Text frames and pings that a child may send. */
const MESSAGES: TokenBucketSettings = { perSecond: 100, burst: 200 }
/**
 * Chunks out of the cache for a child that begins a track again: what it asks for in one message may be half a minute of
 * media. Some four times what comes live of a stream with sound; at once, of a group as long as they may be.
 */
const REPLAYED: TokenBucketSettings = { perSecond: 300, burst: 5000 }
/** A relay asks for the time twice a second and more: one that has said nothing for so long is gone or cut off. */
const QUIET_MILLIS = 15_000
/** Control messages may pile up so far behind a child that does not read. */
const MAX_CONTROL_BACKLOG_BYTES = 4 * 1024 * 1024

export const serveChild = (ws: WebSocket, socket: Duplex, request: IncomingMessage, deps: ChildDependencies): Child => {
  const host = request.socket.remoteAddress ?? ''
  const subscriptions = new Map<string, { track: Track; end: () => void; flow: Flow }>()
  let hello: Hello | undefined
  let spokeMicros = steadyMicros()
  const messages = createTokenBucket(MESSAGES, spokeMicros / 1e6)
  const replayed = createTokenBucket(REPLAYED, spokeMicros / 1e6)
  /** Tracks that it has had something of out of the cache. The first time is for nothing: it is what joining costs. */
  const begun = new Set<string>()
  let idleSinceMicros: number | undefined = spokeMicros
  let gone = false

  const peer = createPeer(ws, socket, request, deps, {
    loads: () => [...subscriptions.values()].map(({ track }) => track.rate),
    onTooSlow: () => child.leave('slow', 'reads too slowly'),
    onTalk: () => mayTalk(steadyMicros()),
    onBreach: (reason, detail) => refuse(reason, detail),
  })
  const { address, downlink } = peer
  const send = (text: string) => {
    if (ws.readyState !== WebSocket.OPEN) return
    const { waitingBytes } = downlink
    if (
      waitingBytes > MAX_CONTROL_BACKLOG_BYTES &&
      waitingBytes > downlink.mostWaitingBytes + MAX_CONTROL_BACKLOG_BYTES
    ) {
      ws.terminate()
      return
    }
    ws.send(text)
    downlink.wroteBeside()
  }
  const refuse = (reason: string, detail: string) => {
    if (gone) return
    deps.onRefused(reason, `${hello?.node?.id ?? address}: ${detail}`)
    child.leave('protocol', detail)
  }
  /** Others have taken the room: it has broken no rule, and may come back. */
  const sendAway = (reason: string) => {
    if (gone) return
    deps.onRefused('subscriptions', `${hello?.node?.id ?? address}: ${reason}`)
    child.leave('busy', reason)
  }
  const readerOf = (flow: Flow, onReplay: () => void): TrackReader => ({
    form: 'wire',
    relay: hello?.role === 'relay',
    line: downlink,
    init: (_init, message) => downlink.sendInit(flow, message),
    chunk: (chunk, message, asking) => downlink.send(flow, chunk, message, asking),
    replay(chunk, message) {
      onReplay()
      downlink.replay(flow, chunk, message)
    },
  })
  const subscribe = ({ tracks }: Subscribe) => {
    const unknown = tracks.filter(({ stream, track }) => !deps.isListed(stream, track)).length
    if (unknown > MAX_AWAITED_TRACKS) {
      refuse(
        'subscriptions',
        `subscribed to ${unknown} tracks that are not here, at most ${MAX_AWAITED_TRACKS} are awaited`,
      )
      return
    }
    const wanted = new Map(tracks.map((wish) => [trackKey(wish.stream, wish.track), wish]))
    for (const [key, { end, flow }] of subscriptions) {
      if (wanted.has(key)) continue
      end()
      downlink.forget(flow)
      subscriptions.delete(key)
    }
    let again = 0
    for (const [key, { stream, track: name, resume }] of wanted) {
      if (subscriptions.has(key)) continue
      const track = deps.track(stream, name, host)
      if (!track) {
        sendAway(`too many tracks are waited for that are not here, ${stream}/${name} has no room now`)
        return
      }
      const flow: Flow = { skipping: false }
      let chunks = 0
      const onReplay = () => {
        chunks++
      }
      subscriptions.set(key, { track, flow, end: track.read(readerOf(flow, onReplay), resume) })
      if (begun.has(key)) again += chunks
      else if (chunks > 0) begun.add(key)
    }
    if (!replayed.take(steadyMicros() / 1e6, again)) {
      refuse('rate', `began tracks again faster than ${REPLAYED.perSecond} chunks a second out of the cache`)
      return
    }
    deps.onDemand()
  }
  const onMessage = (message: ControlMessage, receiveMicros: number) => {
    if (!hello && message.type !== 'hello') refuse('no-hello', `the first message is hello, got ${message.type}`)
    else if (message.type === 'hello') {
      if (hello) return refuse('second-hello', 'hello comes once')
      if (message.role === 'relay' && !message.node) return refuse('field', 'a relay says which node it is')
      hello = message
      clearTimeout(helloTimer)
      if (message.role === 'relay') deps.onRelay(socket)
      send(deps.hello())
      send(deps.catalog())
    } else if (message.type === 'subscribe') {
      deps.joins.pass(child, () => {
        if (!gone) subscribe(message)
      })
    } else if (message.type === 'clock') {
      if (message.t1 !== undefined) return refuse('clock', 'a child asks for the time, and does not give it')
      // t2 is taken last, right before the write.
      send(`{"type":"clock","t0":${message.t0},"t1":${receiveMicros},"t2":${deps.nowMicros()}}`)
    } else if (message.type === 'bye') ws.close()
    else refuse('catalog', 'a child has nothing to offer: only parents send a catalog')
  }
  const helloTimer = setTimeout(() => refuse('no-hello', `no hello within ${HELLO_MILLIS / 1000} s`), HELLO_MILLIS)

  /** Returns whether the child may say something more now. */
  const mayTalk = (nowMicros: number): boolean => {
    spokeMicros = nowMicros
    const may = messages.take(nowMicros / 1e6)
    if (!may) refuse('rate', `more than ${MESSAGES.perSecond} messages a second`)
    return may
  }
  // A question counts from when it was read, as a chunk does at its child: what ws takes over it is not the link's.
  let readMicros = deps.nowMicros()
  socket.prependListener('data', () => {
    readMicros = deps.nowMicros()
  })
  ws.on('message', (data: Buffer, isBinary: boolean) => {
    if (gone) return
    const receiveMicros = readMicros
    if (!mayTalk(peer.heardMicros)) return
    if (isBinary) return refuse('media', 'a child does not send media')
    try {
      onMessage(decodeControl(data.toString()), receiveMicros)
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      refuse(error.code, error.message)
    }
  })
  ws.on('close', () => {
    gone = true
    clearTimeout(helloTimer)
    for (const { end } of subscriptions.values()) end()
    const had = subscriptions.size > 0
    subscriptions.clear()
    deps.onClose(child)
    if (had) deps.onDemand()
  })

  const child: Child = {
    sendCatalog() {
      if (hello && !gone) send(deps.catalog())
    },
    leave(code, reason) {
      if (gone) return
      gone = true
      clearTimeout(helloTimer)
      for (const { end } of subscriptions.values()) end()
      downlink.close()
      send(encodeControl({ type: 'bye', code, reason: reason.slice(0, 500) }))
      peer.letGo(CLOSE_CODES[code])
    },
    state: () =>
      peer.state({
        id: hello?.node?.id ?? address,
        role: hello?.role ?? 'viewer',
        tracks: [...subscriptions.values()].map(({ track }) => `${track.stream}/${track.name}`),
      }),
    get waitingBytes() {
      return downlink.waitingBytes
    },
    get hello() {
      return hello
    },
    host,
    idleMicros() {
      // One that has been sent away may take its time.
      if (gone) return undefined
      for (const { track } of subscriptions.values()) {
        // Without an init segment there is nothing of it.
        if (track.epoch === 0) continue
        idleSinceMicros = undefined
        return undefined
      }
      idleSinceMicros ??= steadyMicros()
      return idleSinceMicros
    },
    look(nowMicros) {
      if (hello?.role === 'relay' && nowMicros - spokeMicros > QUIET_MILLIS * 1000) ws.terminate()
      else peer.look(nowMicros)
    },
    get streams() {
      return [...new Set([...subscriptions.values()].map(({ track }) => track.stream))]
    },
  }
  return child
}
