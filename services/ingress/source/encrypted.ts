// Whether the picture of an MP4 is encrypted, as what was bought often is: ffmpeg plays it as noise, or not at all, and does
// not say why. Reads the head of the file's index.
import { type FileHandle, open } from 'node:fs/promises'

const HEADER_BYTES = 16
/** Of the index: its descriptions of pictures come near the front of it. */
const LOOK_BYTES = 262_144
const MOST_BOXES = 1000
/** An encrypted picture's sample entry (ISO/IEC 23001-7, 4.1). */
const ENTRY = 'encv'

/** Where a box of the outermost level begins, and its length; 0 is to the end of the file, 1 a length of 64 bits (ISO/IEC 14496-12, 4.2). */
const findBox = async (file: FileHandle, type: string): Promise<number | undefined> => {
  const header = Buffer.alloc(HEADER_BYTES)
  let at = 0
  for (let box = 0; box < MOST_BOXES; box++) {
    const { bytesRead } = await file.read(header, 0, HEADER_BYTES, at)
    if (bytesRead < HEADER_BYTES) return undefined
    if (header.toString('latin1', 4, 8) === type) return at
    const told = header.readUInt32BE(0)
    const length = told === 1 ? Number(header.readBigUInt64BE(8)) : told
    // What is no MP4 says anything.
    if (length < 8 || !Number.isSafeInteger(at + length)) return undefined
    at += length
  }
  return undefined
}

/** False for what is no MP4. */
export const isEncrypted = async (path: string): Promise<boolean> => {
  const file = await open(path)
  try {
    const at = await findBox(file, 'moov')
    if (at === undefined) return false
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LOOK_BYTES), 0, LOOK_BYTES, at)
    return buffer.subarray(0, bytesRead).includes(ENTRY)
  } finally {
    await file.close()
  }
}
