// The newest chunks of one track in one epoch, in order: at least the newest group, and `keepMicros` back, as long as the
// bound in bytes allows. It answers where a child starts.
import type { ResumePoint } from '@weir/wire'
import { type CacheBound, cacheBound } from '../config/index.ts'
import type { Chunk } from './chunk.ts'

/** The oldest chunks go first where there are more bytes, in the end even those of the newest group. */
export interface GopCacheLimits extends CacheBound {
  /** By decode time. */
  readonly keepMicros: number
}

export interface GopCache {
  push(chunk: Chunk): void
  /**
   * What a child gets before the live chunks: from its resume point on when the cache reaches back that far, nothing
   * when the child is ahead, else from the newest keyframe on. Undefined when there is no such place: the child has to
   * wait for the next group.
   */
  from(resume?: ResumePoint): readonly Chunk[] | undefined
  clear(): void
  readonly chunks: number
  readonly bytes: number
}

/** `bytesPerSecond` is asked only where there is more than `maxBytes`. */
export const createGopCache = (limits: GopCacheLimits, bytesPerSecond = () => 0): GopCache => {
  let chunks: Chunk[] = []
  /** Sequence of the chunk that starts the newest group; Infinity while none has started. */
  let newestStart = Number.POSITIVE_INFINITY
  let bytes = 0
  const trim = () => {
    const newest = chunks.at(-1)
    if (!newest) return
    const oldestMicros = newest.header.decodeTimeMicros - limits.keepMicros
    const bound = bytes <= limits.maxBytes ? limits.maxBytes : cacheBound(limits, bytesPerSecond())
    let gone = 0
    for (; gone < chunks.length - 1; gone++) {
      const chunk = chunks[gone] as Chunk
      const kept = chunk.header.decodeTimeMicros >= oldestMicros || chunk.header.sequence >= newestStart
      if (kept && bytes <= bound) break
      bytes -= chunk.message.length
    }
    if (gone > 0) chunks = chunks.slice(gone)
  }
  return {
    push(chunk) {
      if (chunk.startsGroup) newestStart = chunk.header.sequence
      chunks.push(chunk)
      bytes += chunk.message.length
      trim()
    },
    from(resume) {
      const oldest = chunks[0]
      const newest = chunks.at(-1)
      if (!oldest || !newest || (resume && resume.epoch > newest.header.epoch)) return undefined
      if (resume && resume.epoch === newest.header.epoch && resume.sequence >= oldest.header.sequence) {
        return chunks.filter((chunk) => chunk.header.sequence >= resume.sequence)
      }
      const start = chunks.findIndex((chunk) => chunk.header.sequence >= newestStart && chunk.startsGroup)
      return start < 0 ? undefined : chunks.slice(start)
    },
    clear() {
      chunks = []
      bytes = 0
      newestStart = Number.POSITIVE_INFINITY
    },
    get chunks() {
      return chunks.length
    },
    get bytes() {
      return bytes
    },
  }
}
