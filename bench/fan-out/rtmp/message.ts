// What a client sends over RTMP, as far as one publishes or plays a stream: messages cut into chunks (Adobe's RTMP 1.0,
// sections 5.3 and 5.4), commands in AMF0 (AMF 0 specification, section 2). Pure.

export type AmfValue = number | string | boolean | null | { readonly [key: string]: AmfValue }

/** Bytes of a chunk's payload, until a message says otherwise. */
const FIRST_CHUNK_BYTES = 128
/** Section 5.4.1, 7.1.1, 7.1.4. */
const SET_CHUNK_SIZE = 1
const VIDEO = 9
const COMMAND = 20

const uint = (value: number, bytes: number): Buffer => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntBE(value, 0, bytes)
  return buffer
}
const sized = (text: string): Buffer => Buffer.concat([uint(Buffer.byteLength(text), 2), Buffer.from(text)])

export const amf = (value: AmfValue): Buffer => {
  if (typeof value === 'number') {
    const buffer = Buffer.alloc(9)
    buffer.writeDoubleBE(value, 1)
    return buffer
  }
  if (typeof value === 'boolean') return Buffer.from([1, value ? 1 : 0])
  if (typeof value === 'string') return Buffer.concat([uint(2, 1), sized(value)])
  if (value === null) return uint(5, 1)
  const fields = Object.entries(value).flatMap(([key, field]) => [sized(key), amf(field)])
  return Buffer.concat([uint(3, 1), ...fields, Buffer.from([0, 0, 9])])
}

interface Message {
  readonly chunkStream: number
  readonly type: number
  readonly messageStream: number
  readonly millis: number
  readonly payload: Buffer
}

const inChunks = ({ chunkStream, type, messageStream, millis, payload }: Message, chunkBytes: number): Buffer => {
  const stream = Buffer.alloc(4)
  stream.writeUInt32LE(messageStream)
  const parts = [uint(chunkStream, 1), uint(millis, 3), uint(payload.length, 3), uint(type, 1), stream]
  for (let at = 0; at < payload.length; at += chunkBytes) {
    if (at > 0) parts.push(uint(0xc0 | chunkStream, 1))
    parts.push(payload.subarray(at, at + chunkBytes))
  }
  return Buffer.concat(parts)
}

const command = (messageStream: number, ...values: readonly AmfValue[]): Buffer =>
  inChunks(
    { chunkStream: 3, type: COMMAND, messageStream, millis: 0, payload: Buffer.concat(values.map(amf)) },
    FIRST_CHUNK_BYTES,
  )

/** What comes first: the server gives the connection's first stream the number 1. */
const opening = (port: number, app: string): Buffer[] => [
  command(0, 'connect', 1, { app, type: 'nonprivate', tcUrl: `rtmp://127.0.0.1:${port}/${app}` }),
  command(0, 'createStream', 2, null),
]

/** All that a player says behind its handshake. */
export const playCommands = (port: number, app: string, stream: string): Buffer =>
  Buffer.concat([...opening(port, app), command(1, 'play', 3, null, stream)])

/** All that a publisher says behind its handshake, before its first message of media. Those may be one chunk each. */
export const publishCommands = (port: number, app: string, stream: string): Buffer =>
  Buffer.concat([
    ...opening(port, app),
    command(1, 'publish', 3, null, stream, 'live'),
    inChunks(
      { chunkStream: 2, type: SET_CHUNK_SIZE, messageStream: 0, millis: 0, payload: uint(MEDIA_CHUNK_BYTES, 4) },
      FIRST_CHUNK_BYTES,
    ),
  ])

const MEDIA_CHUNK_BYTES = 0xffff
const MILLIS_LIMIT = 0xff_ffff

/** `payload` is the body of an FLV video tag. Time stops where 24 bits end, after 4.6 hours. */
export const videoMessage = (millis: number, payload: Buffer): Buffer =>
  inChunks(
    { chunkStream: 6, type: VIDEO, messageStream: 1, millis: Math.min(millis, MILLIS_LIMIT - 1), payload },
    MEDIA_CHUNK_BYTES,
  )
