// The child's end of one link to a parent, or the parent's end of one to children that can't do it themselves: every
// connection dialled or accepted through it crosses the same impairment, which can be changed while they are open. Each connection has the link's whole rate to itself; a child keeps one.
import type { NetConnectOpts } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Random, seededRandom } from '@weir/figures'
import { type AcceptedSocket, createAcceptedSocket } from './accepted.ts'
import type { Direction, Impair } from './impair.ts'
import { createPipeline, type Pipeline } from './pipeline.ts'
import { createShapedSocket, type Intercept, type ShapedSocket } from './shaped-socket.ts'

export interface DirectionStats {
  /** Bytes taken from the sending side. */
  readonly bytes: number
  /** Bytes that have entered and not left. */
  readonly queuedBytes: number
  /** Segments lost, and how late their retransmissions came, in all. */
  readonly stalls: number
  readonly stalledSeconds: number
}

export interface LinkStats {
  readonly down: DirectionStats
  readonly up: DirectionStats
  /** Open ones, and those of which one end is closed and the other has not been told yet. */
  readonly connections: number
}

export interface LinkOptions {
  readonly impair?: Impair
  /** For tests; by default seeded by `impair.seed`, else Math.random. */
  readonly random?: Random
  /** s, monotonic; for tests. */
  readonly now?: () => number
}

export interface Link {
  /** Dials; give it to ws as its `createConnection`. */
  createConnection(options: NetConnectOpts): Duplex
  /**
   * Takes over a connection that was accepted: `down` is what is written to the socket that it gives. `release` makes that
   * one connection a clean one for good.
   */
  accept(socket: Duplex): { readonly socket: Duplex; release(): void }
  /** Dials, with `intercept` before the reader. */
  dial(options: NetConnectOpts, intercept?: Intercept): Duplex
  /**
   * Changes the link for open connections and new ones, at once: what is on its way comes no later than it would if it
   * entered now. Begins a trace and the random choices anew. Throws RangeError when a trace's times don't ascend.
   */
  set(impair: Impair): void
  readonly impair: Impair
  stats(): LinkStats
  /** Destroys what is open. */
  close(): void
}

interface Counters {
  bytes: number
  stalls: number
  stalledSeconds: number
}

export const createLink = (options: LinkOptions = {}): Link => {
  const now = options.now ?? (() => performance.now() / 1000)
  const counters: Record<Direction, Counters> = {
    down: { bytes: 0, stalls: 0, stalledSeconds: 0 },
    up: { bytes: 0, stalls: 0, stalledSeconds: 0 },
  }
  const connections = new Set<Omit<ShapedSocket, 'socket'>>()
  let impair: Impair = {}
  let makePipeline: (direction: Direction) => Pipeline | undefined = () => undefined

  const set = (next: Impair): void => {
    const startSeconds = now()
    // A generator for each direction, so that what goes up does not change what comes down.
    const generator = (offset: number): Random =>
      options.random ?? (next.seed === undefined ? Math.random : seededRandom(2 * next.seed + offset))
    const random = { down: generator(0), up: generator(1) }
    const make = (direction: Direction) =>
      createPipeline({
        impair: next,
        direction,
        startSeconds,
        random: random[direction],
        onStall: (seconds) => {
          counters[direction].stalls++
          counters[direction].stalledSeconds += seconds
        },
      })
    // A trace that can't be played is refused here, before anything has changed.
    make('down')
    make('up')
    impair = next
    makePipeline = make
    for (const connection of connections) connection.set(make('down'), make('up'))
  }

  const statsOf = (direction: Direction): DirectionStats => ({
    ...counters[direction],
    queuedBytes: [...connections].reduce((sum, connection) => sum + connection.queuedBytes(direction), 0),
  })

  /** What every connection is made with. */
  const crossing = () => ({
    now,
    down: makePipeline('down'),
    up: makePipeline('up'),
    onBytes: (direction: Direction, bytes: number) => {
      counters[direction].bytes += bytes
    },
  })
  const dial = (connect: NetConnectOpts, intercept?: Intercept): Duplex => {
    const connection: ShapedSocket = createShapedSocket({
      ...crossing(),
      connect,
      intercept,
      onGone: () => connections.delete(connection),
    })
    connections.add(connection)
    return connection.socket
  }

  const accept = (inner: Duplex) => {
    const connection: AcceptedSocket = createAcceptedSocket(inner, {
      ...crossing(),
      onGone: () => connections.delete(connection),
    })
    connections.add(connection)
    return {
      socket: connection.socket,
      release: () => {
        connections.delete(connection)
        connection.set(undefined, undefined)
      },
    }
  }

  set(options.impair ?? {})
  return {
    // http passes a second argument of its own.
    createConnection: (connect) => dial(connect),
    accept,
    dial,
    set,
    get impair() {
      return impair
    },
    stats: () => ({ down: statsOf('down'), up: statsOf('up'), connections: connections.size }),
    close: () => {
      for (const connection of connections) connection.abandon()
    },
  }
}
