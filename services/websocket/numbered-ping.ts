// Pings that carry a number, and pongs that bring it back (RFC 6455, section 5.5.3): a double, big endian.

const PAYLOAD_BYTES = 8

export const numberPayload = (id: number): Buffer => {
  const payload = Buffer.alloc(PAYLOAD_BYTES)
  payload.writeDoubleBE(id)
  return payload
}

/** Undefined for a payload of another size. */
export const numberOf = (payload: Uint8Array): number | undefined =>
  payload.length === PAYLOAD_BYTES
    ? new DataView(payload.buffer, payload.byteOffset, PAYLOAD_BYTES).getFloat64(0)
    : undefined
