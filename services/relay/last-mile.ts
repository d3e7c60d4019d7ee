// What lies between an edge and those who watch there (`viewers: { lastMile }` of the topology). A browser can't emulate
// its own link, so that it is done here, at the edge's end, for every viewer alike. Without one nothing stands between.
import type { Duplex } from 'node:stream'
import { createLink, type Impair } from '@weir/link'

export interface LastMile {
  /** Before the WebSocket handshake: what is to be used in place of the connection. */
  cross(socket: Duplex): Duplex
  /** It is another node that dialled, whose own link is emulated at its end. Takes what `cross` gave. */
  release(socket: Duplex): void
  /** Null where there is none: it can't be given one while viewers are there. */
  readonly impair: Impair | null
  /** Returns whether there is one. Throws RangeError on an impairment that can't be played. */
  set(impair: Impair): boolean
  close(): void
}

const NONE: LastMile = {
  cross: (socket) => socket,
  release: () => {},
  impair: null,
  set: () => false,
  close: () => {},
}

export const createLastMile = (impair: Impair | undefined): LastMile => {
  if (!impair) return NONE
  const link = createLink({ impair })
  const releases = new WeakMap<Duplex, () => void>()
  return {
    cross(socket) {
      const accepted = link.accept(socket)
      releases.set(accepted.socket, accepted.release)
      return accepted.socket
    },
    release: (socket) => releases.get(socket)?.(),
    get impair() {
      return link.impair
    },
    set(changed) {
      link.set(changed)
      return true
    },
    close: () => link.close(),
  }
}
