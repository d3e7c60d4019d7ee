// The little that WebCodecs needs out of ISO BMFF (ISO/IEC 14496-12): the decoder configuration (`avcC`, `hvcC`) out of
// an init segment, and the samples out of a chunk. Every length is checked against what is there.

interface Box {
  readonly type: string
  readonly body: Uint8Array
}

const boxesIn = function* (bytes: Uint8Array): Generator<Box> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = 0
  while (at + 8 <= bytes.length) {
    const size = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    const end = size === 0 ? bytes.length : at + size
    if (size !== 0 && (size < 8 || end > bytes.length)) return
    yield { type, body: bytes.subarray(at + 8, end) }
    at = end
  }
}

const find = (bytes: Uint8Array, ...path: readonly string[]): Uint8Array | undefined =>
  path.reduce<Uint8Array | undefined>(
    (inside, type) => inside && [...boxesIn(inside)].find((box) => box.type === type)?.body,
    bytes,
  )

/** VisualSampleEntry fields before its boxes (14496-12, 12.1.3). */
const VISUAL_ENTRY_BYTES = 78
/** FullBox version and flags, then the count of entries. */
const SAMPLE_DESCRIPTION_HEAD = 8

/** The `description` that VideoDecoder.configure takes; undefined when the init segment has none. */
export const decoderDescription = (init: Uint8Array): Uint8Array | undefined => {
  const entries = find(init, 'moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd')?.subarray(SAMPLE_DESCRIPTION_HEAD)
  const entry = entries && [...boxesIn(entries)][0]
  return (
    entry &&
    (find(entry.body.subarray(VISUAL_ENTRY_BYTES), 'avcC') ?? find(entry.body.subarray(VISUAL_ENTRY_BYTES), 'hvcC'))
  )
}

/** The media data of a chunk: with one frame to a chunk, the frame. */
export const mediaData = (chunk: Uint8Array): Uint8Array | undefined => find(chunk, 'mdat')
