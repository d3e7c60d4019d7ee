// What a downlink does with the next chunk for a child, by the policy and by what already waits. Pure.
import { type Limit, UNBOUNDED_CAP_BYTES } from './limit.ts'

export interface Pressure {
  /** Bytes that wait for this child already, in our queue and in the socket. */
  readonly waitingBytes: number
  readonly chunkBytes: number
  readonly startsGroup: boolean
  /** Chunks of this track are being left out until a group starts. */
  readonly skipping: boolean
  /** Chunks of this track in our queue that could still be taken back. */
  readonly removable: number
}

/**
 * `send` it; `skip` it and what follows until a group starts; `drop-oldest`: take the oldest group of this track out of
 * the queue and ask again; `disconnect` the child.
 */
export type Decision = 'send' | 'skip' | 'drop-oldest' | 'disconnect'

export const decide = ({ policy, maxBytes }: Limit, pressure: Pressure): Decision => {
  const cap = policy === 'unbounded' ? UNBOUNDED_CAP_BYTES : maxBytes
  const drained = pressure.waitingBytes <= cap / 2
  // A chunk larger than the cap alone would never go: with nothing in front of it, it does. There nearly always is a little
  // that is not known to be read yet, and without a keyframe all of its group is lost: half the room is enough for one.
  const fits =
    pressure.waitingBytes === 0 ||
    pressure.waitingBytes + pressure.chunkBytes <= cap ||
    (pressure.startsGroup && drained && policy !== 'unbounded')
  if (policy === 'disconnect' || policy === 'unbounded') return fits ? 'send' : 'disconnect'
  if (pressure.skipping) {
    // Half the room must be free, or a child that is a little too slow would get a few chunks of every group.
    return pressure.startsGroup && drained ? 'send' : 'skip'
  }
  if (fits) return 'send'
  return policy === 'drop-oldest-gop' && pressure.removable > 0 ? 'drop-oldest' : 'skip'
}
