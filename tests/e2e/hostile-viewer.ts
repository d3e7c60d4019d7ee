// A viewer that means harm, written from services/wire/README.md alone: it shares no code with the relay. It tries what a
// child can try, while others watch; what it must not get is their pictures, the node's memory, or endless figures and logs.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface HostileChild {
  readonly socket: Socket
  /** Whether the node has ended it. */
  readonly ended: () => boolean
  text(message: object | string): void
  /** One frame as it is: `first` is its first byte. */
  frame(first: number, payload: Uint8Array): void
}

/** A client's frame, masked with zeros. */
const frameOf = (first: number, payload: Uint8Array): Buffer => {
  const size = payload.length
  const length = size < 126 ? [0x80 | size] : [0x80 | 126, size >> 8, size & 255]
  return Buffer.concat([Buffer.from([first, ...length, 0, 0, 0, 0]), payload])
}

/** Ends when the node has answered the handshake, whatever it says. */
const attach = async (edgeUrl: string): Promise<HostileChild> => {
  const { hostname, port } = new URL(edgeUrl)
  const socket = connect(Number(port), hostname)
  let over = false
  socket.on('error', () => {})
  socket.on('close', () => {
    over = true
  })
  socket.write(
    `GET /push HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Protocol: weir.push.1\r\n\r\n`,
  )
  await Promise.race([once(socket, 'data'), once(socket, 'close')])
  socket.resume()
  const frame = (first: number, payload: Uint8Array) => {
    if (socket.writable) socket.write(frameOf(first, payload))
  }
  return {
    socket,
    ended: () => over,
    frame,
    text: (message) => frame(0x81, Buffer.from(typeof message === 'string' ? message : JSON.stringify(message))),
  }
}

const VIEWER = { type: 'hello', role: 'viewer', agent: 'hostile\u001b[2J' }
const names = (stream: string, count: number) =>
  Array.from({ length: count }, (_, number) => ({ stream, track: `t${number}` }))
const subscribe = (tracks: readonly object[]) => ({ type: 'subscribe', tracks })

/** A binary frame with an epoch of the far future, as the README lays it out. */
const farFuture = (): Buffer => {
  const bytes = Buffer.alloc(48)
  bytes[0] = 1
  bytes[1] = 1
  bytes.writeBigUInt64BE(BigInt(Number.MAX_SAFE_INTEGER), 8)
  return bytes
}

type Attack = (edgeUrl: string) => Promise<void>

/** What each does to a node, by name; each ends its own connections, some seconds later. */
const QUICK: Readonly<Record<string, Attack>> = {
  async 'tracks that nobody has'(edgeUrl) {
    const greedy = await attach(edgeUrl)
    greedy.text(VIEWER)
    greedy.text(subscribe(names('nobody', 255)))
    const others = await Promise.all([attach(edgeUrl), attach(edgeUrl)])
    for (const other of others) other.text(VIEWER)
    for (let turn = 0; turn < 200; turn++) {
      for (const [index, other] of others.entries())
        other.text(subscribe(turn % 2 ? [] : names(`x${index}-${turn}`, 60)))
      await sleep(20)
    }
    for (const { socket } of [greedy, ...others]) socket.destroy()
  },
  async 'a thousand names of relays, with control characters'(edgeUrl) {
    for (let round = 0; round < 10; round++) {
      const relays = await Promise.all(Array.from({ length: 100 }, () => attach(edgeUrl)))
      for (const [number, relay] of relays.entries()) {
        const id = `\u001b]0;${round}-${number}\u0007\u009b2J`
        relay.text({ type: 'hello', role: 'relay', node: { id, index: 100 * round + number }, agent: '\u202e' })
        // So that the name gets into the log.
        relay.frame(0x82, farFuture())
      }
      await (await fetch(`${edgeUrl}/metrics`)).text()
      for (const { socket } of relays) socket.destroy()
    }
  },
  async 'media, catalogs and epochs of the far future'(edgeUrl) {
    for (let round = 0; round < 50; round++) {
      const [media, catalog] = await Promise.all([attach(edgeUrl), attach(edgeUrl)])
      media.text(VIEWER)
      media.frame(0x82, farFuture())
      catalog.text(VIEWER)
      catalog.text({ type: 'catalog', streams: [], nodes: [] })
      await sleep(20)
      for (const { socket } of [media, catalog]) socket.destroy()
    }
  },
  async 'questions without end'(edgeUrl) {
    for (let round = 0; round < 20; round++) {
      const [clock, ping] = await Promise.all([attach(edgeUrl), attach(edgeUrl)])
      for (const child of [clock, ping]) child.text(VIEWER)
      for (let count = 0; count < 2000; count++) {
        clock.text({ type: 'clock', t0: count })
        ping.frame(0x89, Buffer.alloc(100))
      }
      await sleep(50)
      for (const { socket } of [clock, ping]) socket.destroy()
    }
  },
}

/** Those that a node lets go on for some seconds before it ends them. */
const SLOW: Readonly<Record<string, Attack>> = {
  async 'messages that are never whole'(edgeUrl) {
    const open = await Promise.all(Array.from({ length: 100 }, () => attach(edgeUrl)))
    for (const [number, child] of open.entries()) {
      child.text(VIEWER)
      if (number % 2) {
        child.frame(0x01, Buffer.from('{'))
        for (let count = 0; count < 5000; count++) child.frame(0x00, Buffer.from(' '))
      } else
        child.socket.write(Buffer.concat([Buffer.from([0x81, 0xfe, 0xff, 0xff, 0, 0, 0, 0]), Buffer.alloc(65_000)]))
    }
    await sleep(7000)
    const left = open.filter(({ ended }) => !ended()).length
    for (const { socket } of open) socket.destroy()
    if (left > 0) throw new Error(`${left} of 100 messages that are never whole are still waited for`)
  },
}

const CROWD: Readonly<Record<string, Attack>> = {
  async 'a crowd that watches nothing'(edgeUrl) {
    const crowd: HostileChild[] = []
    for (let round = 0; round < 20; round++) {
      const some = await Promise.all(Array.from({ length: 50 }, () => attach(edgeUrl)))
      for (const one of some) one.text(VIEWER)
      crowd.push(...some)
    }
    await sleep(9000)
    const left = crowd.filter(({ ended }) => !ended()).length
    for (const { socket } of crowd) socket.destroy()
    if (left > 256) throw new Error(`${left} of ${crowd.length} viewers that watch nothing are kept`)
  },
}

/** As many as a large lab has nodes, of one address: relays are served before viewers, and may be quiet for long. */
export const RELAYS: Readonly<Record<string, Attack>> = {
  async 'three hundred relays, of which half never read'(edgeUrl) {
    const relays = await Promise.all(Array.from({ length: 300 }, () => attach(edgeUrl)))
    for (const [number, relay] of relays.entries()) {
      relay.text({ type: 'hello', role: 'relay', node: { id: `relay${number}`, index: 60_000 + number }, agent: '' })
      const watched = ['video', 'audio'].map((track) => ({ stream: 'cam', track }))
      relay.text(subscribe(watched))
      if (number % 2) relay.socket.pause()
    }
    for (let turn = 0; turn < 100; turn++) {
      for (const [number, relay] of relays.entries()) {
        if ((number + turn) % 10 === 0) relay.text({ type: 'clock', t0: turn })
      }
      await sleep(100)
    }
    for (const { socket } of relays) socket.destroy()
  },
  async 'twenty that begin anew forty times a second'(edgeUrl) {
    const children = await Promise.all(Array.from({ length: 20 }, () => attach(edgeUrl)))
    for (const child of children) child.text(VIEWER)
    const watched = ['video', 'audio'].map((track) => ({ stream: 'cam', track }))
    for (let turn = 0; turn < 600; turn++) {
      for (const child of children) child.text(subscribe(turn % 2 ? [] : watched))
      await sleep(12)
    }
    for (const { socket } of children) socket.destroy()
  },
}

/**
 * Rounds, one after the other. Of a round the rows go side by side, and what is in a row again one after the other: the
 * quick ones have room beside the hundred that wait; the crowd takes all that one address gets.
 */
export const ROUNDS: readonly (readonly Readonly<Record<string, Attack>>[])[] = [[SLOW, QUICK], [CROWD]]
