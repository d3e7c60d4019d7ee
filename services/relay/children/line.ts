// What a chunk meets on its way to a child for which nothing waits: a write. The downlink says how much may pass before it
// wants to look again; all else is its business.
//
// A class, unlike what stands around it: with a thousand viewers none is found in the processor's caches, and a closure
// for each would be a function and its context to fetch before the first field. This is one object of one cache line.
import type { Duplex } from 'node:stream'
import type { Line } from '../track/index.ts'

/** Of a WebSocket that is open. */
const OPEN = 1

export class ClearLine implements Line {
  /** Fewer may be written without asking; 0 while anything waits. */
  freeBytes = 0
  sentChunks = 0
  private readonly connection: { readonly readyState: number }
  private readonly socket: Duplex
  private readonly onFull: () => void

  /** `onFull` is told when the socket takes no more for now. */
  constructor(connection: { readonly readyState: number }, socket: Duplex, onFull: () => void) {
    this.connection = connection
    this.socket = socket
    this.onFull = onFull
  }

  write(message: Buffer): boolean {
    if (message.length >= this.freeBytes || this.connection.readyState !== OPEN) return false
    this.freeBytes -= message.length
    this.sentChunks++
    if (!this.socket.write(message)) this.onFull()
    return true
  }
}
