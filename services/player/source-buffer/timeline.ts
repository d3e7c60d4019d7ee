// Lays the timelines of successive epochs end to end on the one timeline of a MediaSource, which never goes back: each
// epoch begins where the one before it ended, so that a restarted source plays on without a reload or a seek. Pure.

export interface Placement {
  /** What to add to the epoch's own times, s. */
  readonly offsetSeconds: number
  /** Where the chunk stands on the MediaSource's timeline, s. */
  readonly startSeconds: number
  /** The offset differs from the one of the chunk before. */
  readonly moved: boolean
}

export const createTimeline = () => {
  let epoch: number | undefined
  let offsetSeconds = 0
  let endSeconds = 0
  return {
    place: (chunk: { epoch: number; decodeTimeMicros: number; durationMicros: number }): Placement => {
      const decodeSeconds = chunk.decodeTimeMicros / 1e6
      const moved = chunk.epoch !== epoch
      if (moved) {
        epoch = chunk.epoch
        offsetSeconds = endSeconds - decodeSeconds
      }
      const startSeconds = decodeSeconds + offsetSeconds
      endSeconds = Math.max(endSeconds, startSeconds + chunk.durationMicros / 1e6)
      return { offsetSeconds, startSeconds, moved }
    },
  }
}
