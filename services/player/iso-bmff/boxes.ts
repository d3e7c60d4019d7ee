// Walks the boxes of ISO BMFF (ISO/IEC 14496-12, 4.2). Every length is checked against what is there.

export interface Box {
  readonly type: string
  readonly body: Uint8Array
  /** Header and body. */
  readonly whole: Uint8Array
}

/** The boxes that stand side by side in `bytes`, up to the first that is broken. */
export const boxesIn = function* (bytes: Uint8Array): Generator<Box> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  while (at + 8 <= bytes.length) {
    const size = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    const end = size === 0 ? bytes.length : at + size
    if (size !== 0 && (size < 8 || end > bytes.length)) return
    yield { type, body: bytes.subarray(at + 8, end), whole: bytes.subarray(at, end) }
    at = end
  }
}

/** The body of the first box on this path. */
export const findBox = (bytes: Uint8Array, ...path: readonly string[]): Uint8Array | undefined =>
  path.reduce<Uint8Array | undefined>(
    (inside, type) => inside && [...boxesIn(inside)].find((box) => box.type === type)?.body,
    bytes,
  )
