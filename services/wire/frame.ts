import { WireError } from './error.ts'
import { checkUnsigned, readUint64, writeUint64 } from './integers.ts'
import { HEADER_BYTES, MAX_HOPS, TRAIL_ENTRY_BYTES, VERSION } from './limits.ts'
import { readTrail, type TrailEntry, writeTrailEntry } from './trail.ts'

/** What a binary frame carries; the position is the byte on the wire. */
const TYPES = ['init', 'chunk', 'object'] as const
export type FrameType = (typeof TYPES)[number]

const KEYFRAME = 1
const DISCONTINUITY = 2
const END = 4
const REPLAY = 8
const KNOWN_FLAGS = KEYFRAME | DISCONTINUITY | END | REPLAY

/** The fixed header of a binary frame. All times in µs. */
export interface FrameHeader {
  readonly type: FrameType
  /** A decoder can start at this chunk. */
  readonly keyframe: boolean
  /** The media timeline does not go on from the chunk before. */
  readonly discontinuity: boolean
  /** The last frame of its epoch; the payload may be empty. */
  readonly end: boolean
  /** Came out of a cache somewhere on its way: its stamps tell what happened, but not what a live push costs. */
  readonly replay: boolean
  /** Names the track on this connection only; the parent's catalog maps it to stream and track. 32 bits. */
  readonly trackId: number
  /** When this run of the source began, µs since 1970: a larger epoch is a newer one. */
  readonly epoch: number
  /** Counts groups (GOPs) within the epoch, from 0. 32 bits. */
  readonly group: number
  /** Counts chunks of this track within the epoch, from 0, without gaps. 32 bits. */
  readonly sequence: number
  /** How long the chunk plays. 32 bits. */
  readonly durationMicros: number
  /** CRC-32 of the payload, as the publisher made it. */
  readonly checksum: number
  /** Where the chunk stands on the media timeline of its epoch. */
  readonly decodeTimeMicros: number
  /** When its first sample was captured, µs since 1970 by the ingress's clock. */
  readonly captureTimeMicros: number
}

/** A decoded frame. `payload` is a view into the buffer that was decoded, not a copy. */
export interface Frame extends FrameHeader {
  readonly trail: readonly TrailEntry[]
  readonly payload: Uint8Array
}

/** Bytes of the header with a trail of `hops` entries. */
export const headBytes = (hops: number): number => HEADER_BYTES + hops * TRAIL_ENTRY_BYTES

/**
 * Writes header and trail into `target` from `offset` on, and returns the bytes written (`headBytes(trail.length)`).
 * Throws WireError `range` or `trail`; `target` must have the room.
 */
export const writeHead = (
  header: FrameHeader,
  trail: readonly TrailEntry[],
  target: Uint8Array,
  offset: number,
): number => {
  if (trail.length > MAX_HOPS) {
    throw new WireError('trail', `a trail holds at most ${MAX_HOPS} entries, got ${trail.length}`)
  }
  const view = new DataView(target.buffer, target.byteOffset + offset, headBytes(trail.length))
  view.setUint8(0, VERSION)
  view.setUint8(1, TYPES.indexOf(header.type))
  view.setUint8(
    2,
    (header.keyframe ? KEYFRAME : 0) |
      (header.discontinuity ? DISCONTINUITY : 0) |
      (header.end ? END : 0) |
      (header.replay ? REPLAY : 0),
  )
  view.setUint8(3, trail.length)
  view.setUint32(4, checkUnsigned('track id', header.trackId, 32))
  writeUint64(view, 8, header.epoch)
  view.setUint32(16, checkUnsigned('group', header.group, 32))
  view.setUint32(20, checkUnsigned('sequence', header.sequence, 32))
  view.setUint32(24, checkUnsigned('duration', header.durationMicros, 32))
  view.setUint32(28, checkUnsigned('checksum', header.checksum, 32))
  writeUint64(view, 32, header.decodeTimeMicros)
  writeUint64(view, 40, header.captureTimeMicros)
  trail.forEach((entry, index) => {
    writeTrailEntry(view, HEADER_BYTES + index * TRAIL_ENTRY_BYTES, entry)
  })
  return headBytes(trail.length)
}

/** One binary frame in a new buffer. Throws WireError `range` or `trail`. */
export const encodeFrame = (frame: Frame): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(headBytes(frame.trail.length) + frame.payload.length)
  bytes.set(frame.payload, writeHead(frame, frame.trail, bytes, 0))
  return bytes
}

/**
 * Reads one binary frame. Allocates by what is there, never by what the frame claims. Throws WireError `truncated`,
 * `version`, `type`, `flags`, `range`.
 */
export const decodeFrame = (bytes: Uint8Array): Frame => {
  if (bytes.length < HEADER_BYTES) {
    throw new WireError('truncated', `a frame has at least ${HEADER_BYTES} bytes, got ${bytes.length}`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const version = view.getUint8(0)
  if (version !== VERSION) throw new WireError('version', `this end speaks version ${VERSION}, the frame is ${version}`)
  const type = TYPES[view.getUint8(1)]
  if (!type) throw new WireError('type', `a frame's type is 0 to ${TYPES.length - 1}, got ${view.getUint8(1)}`)
  const flags = view.getUint8(2)
  if (flags & ~KNOWN_FLAGS) throw new WireError('flags', `unknown flags in 0x${flags.toString(16)}`)
  const hops = view.getUint8(3)
  if (bytes.length < headBytes(hops)) {
    throw new WireError(
      'truncated',
      `${hops} hops take ${headBytes(hops)} bytes of header, the frame has ${bytes.length}`,
    )
  }
  return {
    type,
    keyframe: (flags & KEYFRAME) !== 0,
    discontinuity: (flags & DISCONTINUITY) !== 0,
    end: (flags & END) !== 0,
    replay: (flags & REPLAY) !== 0,
    trackId: view.getUint32(4),
    epoch: readUint64(view, 8),
    group: view.getUint32(16),
    sequence: view.getUint32(20),
    durationMicros: view.getUint32(24),
    checksum: view.getUint32(28),
    decodeTimeMicros: readUint64(view, 32),
    captureTimeMicros: readUint64(view, 40),
    trail: readTrail(view, HEADER_BYTES, hops),
    payload: bytes.subarray(headBytes(hops)),
  }
}
