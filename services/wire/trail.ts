import { checkUnsigned, readInt64, readUint64, writeInt64, writeUint64 } from './integers.ts'
import { TRAIL_ENTRY_BYTES } from './limits.ts'

/** The error bound of a link whose clock offset has not been measured yet. */
export const UNKNOWN_ERROR_MICROS = 0xffff_ffff

/** What one node adds to a chunk that passes through it. Stamps are this node's own clock, µs since 1970. */
export interface TrailEntry {
  /** The node's index, unique in the lab; the catalog gives its id. */
  readonly nodeIndex: number
  /** When the chunk was complete here: received whole, or at an ingress built. */
  readonly receiveMicros: number
  /** When the chunk was handed to the fan-out here. */
  readonly sendMicros: number
  /**
   * Parent's clock minus this node's clock, as estimated when the chunk came; 0 at the ingress. `hop.ts` says what the hop
   * took.
   */
  readonly offsetMicros: number
  /**
   * Bound of the error of `offsetMicros`, ±; UNKNOWN_ERROR_MICROS until measured, and while a clock steps. At the ingress 0, or
   * UNKNOWN_ERROR_MICROS when its clock stepped between the capture time and `receiveMicros`.
   */
  readonly errorMicros: number
}

/** Writes one entry at `offset`. Throws WireError `range`. */
export const writeTrailEntry = (view: DataView, offset: number, entry: TrailEntry): void => {
  view.setUint16(offset, checkUnsigned('node index', entry.nodeIndex, 16))
  view.setUint16(offset + 2, 0)
  view.setUint32(offset + 4, checkUnsigned('offset error', entry.errorMicros, 32))
  writeUint64(view, offset + 8, entry.receiveMicros)
  writeUint64(view, offset + 16, entry.sendMicros)
  writeInt64(view, offset + 24, entry.offsetMicros)
}

/** Reads `count` entries from `offset` on; the caller has checked that the bytes are there. */
export const readTrail = (view: DataView, offset: number, count: number): TrailEntry[] => {
  const trail: TrailEntry[] = []
  for (let at = offset; at < offset + count * TRAIL_ENTRY_BYTES; at += TRAIL_ENTRY_BYTES) {
    trail.push({
      nodeIndex: view.getUint16(at),
      errorMicros: view.getUint32(at + 4),
      receiveMicros: readUint64(view, at + 8),
      sendMicros: readUint64(view, at + 16),
      offsetMicros: readInt64(view, at + 24),
    })
  }
  return trail
}
