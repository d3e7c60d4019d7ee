// One chunk on its way through this node: what came in, and the bytes that go out. The outgoing frame is built once,
// the payload is copied once (out of the receive buffer, which may be a slice of something larger), and every child
// and the cache share that one buffer.

import { messageHeadBytes, writeMessageHead } from '@weir/websocket'
import { type FrameHeader, headBytes, type TrailEntry, writeHead } from '@weir/wire'

export interface Chunk {
  readonly header: FrameHeader
  /** This node's own entry is the last. */
  readonly trail: readonly TrailEntry[]
  /** The first chunk of a group, and a keyframe: a decoder can start here. */
  readonly startsGroup: boolean
  /** A whole WebSocket message: what children with the same wire get. */
  readonly message: Buffer
  /** A view into `message`. */
  readonly payload: Buffer
}

/**
 * Builds the outgoing message. `header.trackId` is this node's number. `own` gives this node's entry of the trail, and is
 * asked last of all: its send stamp is to be as near to the write as it can.
 */
export const buildChunk = (
  header: FrameHeader,
  before: readonly TrailEntry[],
  own: () => TrailEntry,
  payload: Uint8Array,
  startsGroup: boolean,
): Chunk => {
  const head = headBytes(before.length + 1)
  const size = head + payload.length
  const start = messageHeadBytes(size)
  const message = Buffer.allocUnsafe(start + size)
  writeMessageHead(message, size)
  message.set(payload, start + head)
  const trail = [...before, own()]
  writeHead(header, trail, message, start)
  return { header, trail, startsGroup, message, payload: message.subarray(start + head) }
}

/** The same message, said to come out of a cache. */
export const replayMessage = (chunk: Chunk): Buffer =>
  chunk.header.replay
    ? chunk.message
    : buildChunk(
        { ...chunk.header, replay: true },
        chunk.trail.slice(0, -1),
        () => chunk.trail.at(-1) as TrailEntry,
        chunk.payload,
        chunk.startsGroup,
      ).message
