// CRC-32 as in ISO 3309 and zlib: polynomial 0xEDB88320 reflected, initial value and final XOR all ones. Eight tables,
// eight bytes a step ("slicing by 8", Kounavis and Berry 2005), since the ingress does this for every chunk.
const TABLES: Uint32Array[] = [new Uint32Array(256)]
for (let byte = 0; byte < 256; byte++) {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  ;(TABLES[0] as Uint32Array)[byte] = value
}
for (let slice = 1; slice < 8; slice++) {
  const before = TABLES[slice - 1] as Uint32Array
  TABLES.push(before.map((value) => (value >>> 8) ^ ((TABLES[0] as Uint32Array)[value & 255] as number)))
}
const [T0, T1, T2, T3, T4, T5, T6, T7] = TABLES as [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
]

/** CRC-32 of `bytes`, unsigned. */
export const crc32 = (bytes: Uint8Array): number => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let crc = 0xffffffff
  let at = 0
  for (; at + 8 <= bytes.length; at += 8) {
    const low = crc ^ view.getUint32(at, true)
    const high = view.getUint32(at + 4, true)
    crc =
      (T7[low & 255] as number) ^
      (T6[(low >>> 8) & 255] as number) ^
      (T5[(low >>> 16) & 255] as number) ^
      (T4[low >>> 24] as number) ^
      (T3[high & 255] as number) ^
      (T2[(high >>> 8) & 255] as number) ^
      (T1[(high >>> 16) & 255] as number) ^
      (T0[high >>> 24] as number)
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ (T0[(crc ^ (bytes[at] as number)) & 255] as number)
  return (crc ^ 0xffffffff) >>> 0
}
