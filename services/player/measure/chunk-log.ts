// What is known of the chunks that may be on the screen soon, so that a shown frame finds the chunk that it came in.
import type { Frame, TrailEntry } from '@weir/wire'

export interface ChunkRecord {
  /** Where it stands on the renderer's timeline, s. */
  readonly mediaSeconds: number
  readonly durationSeconds: number
  readonly captureMicros: number
  /** Browser's clock. */
  readonly receivedMicros: number
  readonly replay: boolean
  readonly trail: readonly TrailEntry[]
}

const MOST = 600

export const recordOf = (frame: Frame, mediaSeconds: number, receivedMicros: number): ChunkRecord => ({
  mediaSeconds,
  durationSeconds: frame.durationMicros / 1e6,
  captureMicros: frame.captureTimeMicros,
  receivedMicros,
  replay: frame.replay,
  trail: frame.trail,
})

export const createChunkLog = () => {
  const records: ChunkRecord[] = []
  return {
    add: (record: ChunkRecord): void => {
      records.push(record)
      if (records.length > MOST) records.shift()
    },
    /** The chunk that plays at `mediaSeconds`, if it is still known. */
    find: (mediaSeconds: number): ChunkRecord | undefined =>
      records.findLast(
        (record) => Math.abs(record.mediaSeconds - mediaSeconds) <= Math.max(0.002, record.durationSeconds / 2),
      ),
    /** The chunk that was captured nearest to this time, if that is less than a frame off. */
    capturedNear: (micros: number): ChunkRecord | undefined => {
      const off = (record: ChunkRecord) => Math.abs(record.captureMicros - micros)
      const nearest = records.reduce<ChunkRecord | undefined>(
        (best, record) => (best && off(best) <= off(record) ? best : record),
        undefined,
      )
      return nearest && off(nearest) < nearest.durationSeconds * 1e6 ? nearest : undefined
    },
  }
}
