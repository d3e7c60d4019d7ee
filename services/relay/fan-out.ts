// Hands one chunk to every reader of a track. The forms that readers take (whole message, payload alone) are built at
// most once a chunk, however many readers there are.
import { type Chunk, mediaMessage, replayMessage } from './chunk.ts'

/** The bytes of one chunk as one kind of reader takes it. */
export type Form = 'wire' | 'media'

/** One child's subscription to one track. */
export interface TrackReader {
  readonly form: Form
  /** Comes before the chunks of its epoch. */
  init(init: Chunk, message: Buffer): void
  chunk(chunk: Chunk, message: Buffer): void
  /** A chunk out of the cache, before the live ones. */
  replay(chunk: Chunk, message: Buffer): void
}

export interface FanOut {
  add(reader: TrackReader): void
  remove(reader: TrackReader): void
  init(init: Chunk): void
  chunk(chunk: Chunk): void
  /** To one reader, out of the cache. */
  replay(reader: TrackReader, init: Chunk | undefined, chunks: readonly Chunk[]): void
  readonly readers: number
}

const messageOnce = (chunk: Chunk): ((form: Form) => Buffer) => {
  let media: Buffer | undefined
  return (form) => {
    if (form === 'wire') return chunk.message
    media ??= mediaMessage(chunk.payload)
    return media
  }
}
export const createFanOut = (): FanOut => {
  const readers = new Set<TrackReader>()
  // Kept as long as their chunks are cached: viewers come in crowds.
  const replays: Record<Form, WeakMap<Chunk, Buffer>> = { wire: new WeakMap(), media: new WeakMap() }
  const replayOf = (chunk: Chunk, form: Form): Buffer => {
    const known = replays[form].get(chunk)
    if (known) return known
    const message = form === 'wire' ? replayMessage(chunk) : mediaMessage(chunk.payload)
    replays[form].set(chunk, message)
    return message
  }
  return {
    add(reader) {
      readers.add(reader)
    },
    remove(reader) {
      readers.delete(reader)
    },
    init(init) {
      for (const reader of readers) reader.init(init, reader.form === 'wire' ? init.message : init.payload)
    },
    chunk(chunk) {
      const message = messageOnce(chunk)
      for (const reader of readers) reader.chunk(chunk, message(reader.form))
    },
    replay(reader, init, chunks) {
      if (init) reader.init(init, reader.form === 'wire' ? replayMessage(init) : init.payload)
      for (const chunk of chunks) reader.replay(chunk, replayOf(chunk, reader.form))
    },
    get readers() {
      return readers.size
    },
  }
}
