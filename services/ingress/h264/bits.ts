// Bits of a NAL unit's payload, most significant first, with the Exp-Golomb codes of H.264 (ITU-T H.264, 9.1).

export interface BitReader {
  readonly position: () => number
  /** An unsigned number of `count` (at most 32) bits. Throws RangeError past the end. */
  readonly bits: (count: number) => number
  /** ue(v). */
  readonly unsigned: () => number
  /** se(v). */
  readonly signed: () => number
}

export const bitReader = (bytes: Uint8Array): BitReader => {
  let at = 0
  const bit = (): number => {
    if (at >= bytes.length * 8) throw new RangeError(`read past the last of ${bytes.length} bytes`)
    const value = ((bytes[at >> 3] as number) >> (7 - (at & 7))) & 1
    at += 1
    return value
  }
  const bits = (count: number): number => {
    let value = 0
    for (let index = 0; index < count; index++) value = value * 2 + bit()
    return value
  }
  const unsigned = (): number => {
    let zeros = 0
    while (bit() === 0) {
      zeros += 1
      if (zeros > 32) throw new RangeError('an Exp-Golomb code of over 32 zeros')
    }
    return 2 ** zeros - 1 + bits(zeros)
  }
  const signed = (): number => {
    const code = unsigned()
    return code % 2 ? (code + 1) / 2 : -code / 2
  }
  return { position: () => at, bits, unsigned, signed }
}

/** `value` as `count` bits. */
export const bitsOf = (value: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => Math.floor(value / 2 ** (count - 1 - index)) % 2)

/** ue(v) of `value`. */
export const unsignedBits = (value: number): number[] => {
  const length = Math.floor(Math.log2(value + 1))
  return [...bitsOf(0, length), ...bitsOf(value + 1, length + 1)]
}

/** Bytes of these bits, with the stop bit and zeros up to a whole byte behind them (7.3.2.11). */
export const withTrailingBits = (bits: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(Math.floor(bits.length / 8) + 1)
  for (const [index, value] of [...bits, 1].entries()) {
    bytes[index >> 3] = (bytes[index >> 3] as number) | (value << (7 - (index & 7)))
  }
  return bytes
}

/** Takes out the bytes that keep start codes from appearing (7.4.1). */
export const removeEmulationPrevention = (unit: Uint8Array): Uint8Array =>
  unit.filter((byte, index) => !(byte === 3 && index >= 2 && unit[index - 1] === 0 && unit[index - 2] === 0))

/** Puts them in again. */
export const addEmulationPrevention = (bytes: Uint8Array): Uint8Array => {
  const unit: number[] = []
  for (const byte of bytes) {
    if (byte <= 3 && unit.at(-1) === 0 && unit.at(-2) === 0) unit.push(3)
    unit.push(byte)
  }
  return Uint8Array.from(unit)
}
