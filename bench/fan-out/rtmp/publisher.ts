// Publishes the source's chunks to an RTMP server: each is the only NAL unit of a video tag. Nothing can decode it, and
// what servers look at (AVC's head, its parameter sets) is well-formed. Owns the socket; the server may end it.
import { once } from 'node:events'
import { connect } from 'node:net'
import { publishCommands, videoMessage } from './message.ts'

export const RTMP_APP = 'live'

/** RTMP 1.0, section 5.2: C0 and C1; S0, S1 and S2; C2. Servers don't check what is random in them. */
const VERSION = 3
const HANDSHAKE_BYTES = 1536
const ANSWER_BYTES = 1 + 2 * HANDSHAKE_BYTES

/** Sequence and picture parameter set of 640×360, constrained baseline, level 3 (H.264, section 7.3.2). */
const SPS = Buffer.from('6742c01eda0280bfe540', 'hex')
const PPS = Buffer.from('68ce3c80', 'hex')

/** FLV 10.1, annex E.4.3.1: codec 7 is AVC; packets are the configuration (0) or NAL units (1), with no composition time. */
const videoTag = (keyframe: boolean, packet: 0 | 1, ...parts: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([(keyframe ? 0x10 : 0x20) | 7, packet, 0, 0, 0]), ...parts])

const withSize = (bytes: Buffer, sizeBytes: 2 | 4): Buffer => {
  const size = Buffer.alloc(sizeBytes)
  size.writeUIntBE(bytes.length, 0, sizeBytes)
  return Buffer.concat([size, bytes])
}

/** ISO/IEC 14496-15, section 5.2.4.1: sizes of four bytes, one SPS, one PPS. */
const configuration = (): Buffer =>
  Buffer.concat([
    Buffer.from([1, ...SPS.subarray(1, 4), 0xff, 0xe1]),
    withSize(SPS, 2),
    Buffer.from([1]),
    withSize(PPS, 2),
  ])

/** NAL unit types of a slice of a keyframe, and of another. */
const SLICE = { keyframe: Buffer.from([0x65]), other: Buffer.from([0x41]) } as const

export interface PublishedFrame {
  readonly payload: Buffer
  readonly sequence: number
  readonly keyframe: boolean
}

const MILLIS_PER_FRAME = 1000 / 30

/** Resolves to what takes the chunks, once the handshake is done. Rejects when the server doesn't answer it. */
export const publishRtmp = async (port: number, stream: string): Promise<(frame: PublishedFrame) => void> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  const answered = new Promise<void>((resolve, reject) => {
    let heardBytes = 0
    // What it says behind its answer is not looked at, but has to be read.
    socket.on('data', ({ length }) => {
      heardBytes += length
      if (heardBytes >= ANSWER_BYTES) resolve()
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error(`the RTMP server on port ${port} closed the connection`)))
  })
  socket.write(Buffer.concat([Buffer.from([VERSION]), Buffer.alloc(HANDSHAKE_BYTES)]))
  await answered
  socket.write(Buffer.concat([Buffer.alloc(HANDSHAKE_BYTES), publishCommands(port, RTMP_APP, stream)]))
  socket.write(videoMessage(0, videoTag(true, 0, configuration())))
  return ({ payload, sequence, keyframe }) => {
    const unit = Buffer.concat([keyframe ? SLICE.keyframe : SLICE.other, payload])
    socket.write(videoMessage(Math.round(sequence * MILLIS_PER_FRAME), videoTag(keyframe, 1, withSize(unit, 4))))
  }
}
