// Builds ISO BMFF boxes for tests.
export const box = (type: string, ...body: (Uint8Array | number[])[]): Uint8Array => {
  const inside = Buffer.concat(body.map((part) => Uint8Array.from(part)))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + inside.length)
  head.write(type, 4, 'latin1')
  return new Uint8Array(Buffer.concat([head, inside]))
}

export const zeros = (count: number): number[] => Array.from({ length: count }, () => 0)
