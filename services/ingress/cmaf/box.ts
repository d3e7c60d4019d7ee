// Building blocks of ISO base media boxes (ISO/IEC 14496-12, 4.2): everything is big-endian and sized by its content.

export const concat = (...parts: Uint8Array[]): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.concat(parts))

export const text = (value: string): Uint8Array => Uint8Array.from(value, (character) => character.charCodeAt(0))

export const u8 = (...values: number[]): Uint8Array => Uint8Array.from(values)

export const u16 = (...values: number[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [(value >>> 8) & 255, value & 255]))

export const u32 = (...values: number[]): Uint8Array =>
  Uint8Array.from(
    values.flatMap((value) => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]),
  )

/** A 32-bit number with 16 bits after the point. */
export const fixed16 = (value: number): Uint8Array => u32(Math.round(value * 0x1_0000))

export const zeros = (count: number): Uint8Array => new Uint8Array(count)

export const box = (type: string, ...content: Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const body = concat(...content)
  return concat(u32(8 + body.length), text(type), body)
}

export const fullBox = (type: string, version: number, flags: number, ...content: Uint8Array[]): Uint8Array =>
  box(type, u32(((version << 24) | flags) >>> 0), ...content)

/** The unit matrix that track and movie headers carry. */
export const UNIT_MATRIX = u32(0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000)
