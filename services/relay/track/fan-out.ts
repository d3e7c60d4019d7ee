// Hands one chunk to every reader of a track. The forms that readers take (whole message, payload alone) are built at
// most once a chunk, however many readers there are.
import { binaryMessage } from '@weir/websocket'
import { type Chunk, replayMessage } from './chunk.ts'

/** The bytes of one chunk as one kind of reader takes it. */
export type Form = 'wire' | 'media'

/** Takes chunks for a child for which nothing waits. */
export interface Line {
  /** Returns whether it was written: if not, it is the reader's. */
  write(message: Buffer): boolean
}

/** One child's subscription to one track. */
export interface TrackReader {
  readonly form: Form
  /** Asked before `chunk`. */
  readonly line?: Line
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

/** Readers that are served in one go, in the order in which they came. Parallel arrays, since nearly all chunks need a line
 * and nothing else. */
const createGroup = () => {
  const readers: TrackReader[] = []
  const lines: (Line | undefined)[] = []
  const alone: boolean[] = []
  /** The reader that is being served: one that can't be kept goes meanwhile. */
  let at = 0
  return {
    readers,
    add(reader: TrackReader) {
      readers.push(reader)
      lines.push(reader.line)
      alone.push(reader.form === 'media')
    },
    remove(reader: TrackReader) {
      const index = readers.indexOf(reader)
      if (index < 0) return
      readers.splice(index, 1)
      lines.splice(index, 1)
      alone.splice(index, 1)
      if (index <= at) at--
    },
    chunk(chunk: Chunk) {
      const { message } = chunk
      let media: Buffer | undefined
      const empty = chunk.payload.length === 0
      for (at = 0; at < lines.length; at++) {
        if (alone[at] && empty) continue
        if (alone[at]) media ??= binaryMessage(chunk.payload)
        const bytes = alone[at] ? (media as Buffer) : message
        const line = lines[at]
        if (line === undefined || !line.write(bytes)) readers[at]?.chunk(chunk, bytes)
      }
    },
  }
}
export const createFanOut = (): FanOut => {
  const relays = createGroup()
  const viewers = createGroup()
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
      for (const group of groups) group.remove(reader)
    },
    init(init) {
      for (const { readers } of groups)
        for (const reader of readers) reader.init(init, reader.form === 'wire' ? init.message : init.payload)
    },
    chunk(chunk) {
      for (const group of groups) group.chunk(chunk)
    },
    replay(reader, init, chunks) {
      if (init) reader.init(init, reader.form === 'wire' ? replayMessage(init) : init.payload)
      for (const chunk of chunks)
        if (reader.form === 'wire' || chunk.payload.length > 0) reader.replay(chunk, replayOf(chunk, reader.form))
    },
    get readers() {
      return relays.readers.length + viewers.readers.length
    },
  }
}
