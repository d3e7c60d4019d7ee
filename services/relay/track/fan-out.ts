// Hands one chunk to every reader of a track. The forms that readers take (whole message, payload alone) are built at
// most once a chunk, however many readers there are.
import { binaryMessage } from '@weir/websocket'
import { type Chunk, replayMessage } from './chunk.ts'

/** The bytes of one chunk as one kind of reader takes it. */
export type Form = 'wire' | 'media'

/** One child's subscription to one track. */
export interface TrackReader {
  readonly form: Form
  /** Another relay: it is served before viewers, since others wait behind it. */
  readonly relay: boolean
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
    media ??= binaryMessage(chunk.payload)
    return media
  }
}
export const createFanOut = (): FanOut => {
  const relays = new Set<TrackReader>()
  const viewers = new Set<TrackReader>()
  const groups = [relays, viewers]
  // Kept as long as their chunks are cached: viewers come in crowds.
  const replays: Record<Form, WeakMap<Chunk, Buffer>> = { wire: new WeakMap(), media: new WeakMap() }
  const replayOf = (chunk: Chunk, form: Form): Buffer => {
    const known = replays[form].get(chunk)
    if (known) return known
    const message = form === 'wire' ? replayMessage(chunk) : binaryMessage(chunk.payload)
    replays[form].set(chunk, message)
    return message
  }
  return {
    add(reader) {
      ;(reader.relay ? relays : viewers).add(reader)
    },
    remove(reader) {
      for (const readers of groups) readers.delete(reader)
    },
    init(init) {
      for (const readers of groups)
        for (const reader of readers) reader.init(init, reader.form === 'wire' ? init.message : init.payload)
    },
    chunk(chunk) {
      const message = messageOnce(chunk)
      for (const readers of groups) for (const reader of readers) reader.chunk(chunk, message(reader.form))
    },
    replay(reader, init, chunks) {
      if (init) reader.init(init, reader.form === 'wire' ? replayMessage(init) : init.payload)
      for (const chunk of chunks) reader.replay(chunk, replayOf(chunk, reader.form))
    },
    get readers() {
      return relays.size + viewers.size
    },
  }
}
