// What is known of the chunks that may be on the screen soon, so that a shown frame finds the chunk that it came in.
import type { ClockEstimate, Frame, TrailEntry } from '@weir/wire'

/** A chunk has come. */
export interface Receipt {
  /** When, by the browser's clock. */
  readonly atMicros: number
  /** The edge's clock then; undefined while it was not known, or in doubt. */
  readonly clock: ClockEstimate | undefined
}

export interface ChunkRecord {
  /** Where it stands on the renderer's timeline, s. */
  readonly mediaSeconds: number
  readonly durationSeconds: number
  readonly captureMicros: number
  readonly received: Receipt
  readonly replay: boolean
  readonly trail: readonly TrailEntry[]
}

const MOST = 600

export const recordOf = (frame: Frame, mediaSeconds: number, received: Receipt): ChunkRecord => ({
  mediaSeconds,
  durationSeconds: frame.durationMicros / 1e6,
  captureMicros: frame.captureTimeMicros,
  received,
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
