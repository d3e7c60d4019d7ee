// Hands one chunk to every reader of a track. The forms that readers take (whole message, payload alone) are built at
// most once a chunk, however many readers there are.
import { binaryMessage, numberPayload, pingMessage } from '@weir/websocket'
import { type Chunk, replayMessage } from './chunk.ts'

/** The bytes of one chunk as one kind of reader takes it. */
export type Form = 'wire' | 'media'

/** Takes chunks for a child for which nothing waits. */
export interface Line {
  /** Returns whether it was written: if not, it is the reader's. */
  write(message: Buffer): boolean
}

/** A chunk's message with a ping behind it, for all children that are to be asked after it. */
export interface Asking {
  /** What the ping says, as a double: this track's number and one of its own. */
  readonly id: number
  /** Built when it is first asked for. */
  message(): Buffer
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
  chunk(chunk: Chunk, message: Buffer, asking: Asking): void
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

/** Asks of one track among those of a node: so many ids has each. */
const IDS = 2 ** 32

const createAsking = (message: Buffer, id: number): Asking => {
  let built: Buffer | undefined
  return {
    id,
    message() {
      built ??= Buffer.concat([message, pingMessage(numberPayload(id))])
      return built
    },
  }
}

/**
 * Readers that are served in one go, in the order in which they came. Parallel arrays: nearly all chunks need a line and
 * nothing else of their reader.
 */
const createGroup = (nextId: () => number) => {
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
      const empty = chunk.payload.length === 0
      let media: Buffer | undefined
      let wireAsking: Asking | undefined
      let mediaAsking: Asking | undefined
      for (at = 0; at < lines.length; at++) {
        const line = lines[at]
        if (alone[at]) {
          if (empty) continue
          media ??= binaryMessage(chunk.payload)
          if (line?.write(media)) continue
          mediaAsking ??= createAsking(media, nextId())
          readers[at]?.chunk(chunk, media, mediaAsking)
        } else if (!line?.write(chunk.message)) {
          wireAsking ??= createAsking(chunk.message, nextId())
          readers[at]?.chunk(chunk, chunk.message, wireAsking)
        }
      }
    },
  }
}

/** `trackId` is this node's number for the track. */
export const createFanOut = (trackId = 0): FanOut => {
  let asked = 0
  const nextId = () => trackId * IDS + (asked++ % IDS)
  const relays = createGroup(nextId)
  const viewers = createGroup(nextId)
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
