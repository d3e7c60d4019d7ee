import { WireError } from './error.ts'

// 64-bit fields are read and written as two 32-bit halves: BigInt costs an allocation per field on the hottest path,
// and every value that we carry (µs since 1970) fits a double's 53 bits until the year 2255.
const TWO_32 = 0x1_0000_0000

/** Writes an unsigned 64-bit integer, big-endian. Throws WireError `range` unless 0 ≤ value ≤ 2^53−1 and whole. */
export const writeUint64 = (view: DataView, offset: number, value: number): void => {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new WireError('range', `a 64-bit field takes a whole number from 0 to 2^53-1, got ${value}`)
  }
  view.setUint32(offset, Math.floor(value / TWO_32))
  view.setUint32(offset + 4, value % TWO_32)
}

/** Reads an unsigned 64-bit integer, big-endian. Throws WireError `range` above 2^53−1. */
export const readUint64 = (view: DataView, offset: number): number => {
  const value = view.getUint32(offset) * TWO_32 + view.getUint32(offset + 4)
  if (value > Number.MAX_SAFE_INTEGER) throw new WireError('range', `a 64-bit field is over 2^53-1 at byte ${offset}`)
  return value
}

/** Writes a signed 64-bit integer, big-endian, two's complement. Throws WireError `range` outside ±(2^53−1). */
export const writeInt64 = (view: DataView, offset: number, value: number): void => {
  if (!Number.isSafeInteger(value)) {
    throw new WireError('range', `a signed 64-bit field takes a whole number within ±(2^53-1), got ${value}`)
  }
  view.setInt32(offset, Math.floor(value / TWO_32))
  view.setUint32(offset + 4, ((value % TWO_32) + TWO_32) % TWO_32)
}

/** Reads a signed 64-bit integer, big-endian, two's complement. Throws WireError `range` outside ±(2^53−1). */
export const readInt64 = (view: DataView, offset: number): number => {
  const value = view.getInt32(offset) * TWO_32 + view.getUint32(offset + 4)
  if (!Number.isSafeInteger(value)) throw new WireError('range', `a signed 64-bit field is outside ±(2^53-1)`)
  return value
}

/** Refuses a value that an unsigned field of `bits` bits cannot hold. */
export const checkUnsigned = (name: string, value: number, bits: 8 | 16 | 32): number => {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits) {
    throw new WireError('range', `${name} takes a whole number from 0 to ${2 ** bits - 1}, got ${value}`)
  }
  return value
}
