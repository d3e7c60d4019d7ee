// Whether a payload is what its publisher made. Thousands of viewers in this process get the same payloads, and a CRC-32
// over each of them would be most of what a viewer costs: the first copy is checked by its CRC and kept for a while, the
// others are compared with it byte by byte, which says as much and costs a twentieth.
import { crc32, type Frame } from '@weir/wire'

export type PayloadCheck = (frame: Pick<Frame, 'checksum' | 'payload'>) => boolean

/** Takes CRC-32 of everything. */
export const checkByCrc: PayloadCheck = ({ checksum, payload }) => crc32(payload) === checksum

// A few seconds of a few tracks: viewers are hardly further apart than that, and those that are pay for the CRC.
const KEPT = 256

/** To be shared by viewers. Keeps copies of at most 256 payloads. */
export const createSharedCheck = (): PayloadCheck => {
  const kept = new Map<number, Buffer>()
  return (frame) => {
    const known = kept.get(frame.checksum)
    if (known?.equals(frame.payload)) return true
    if (!checkByCrc(frame)) return false
    kept.set(frame.checksum, Buffer.from(frame.payload))
    if (kept.size > KEPT) kept.delete(kept.keys().next().value as number)
    return true
  }
}
