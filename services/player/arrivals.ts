// The chunks that have come for a renderer's picture: what is known of each, for the moment when it is shown, and how late
// they come, for the live edge. Bounded by the parts that it is made of.
import type { Frame } from '@weir/wire'
import { createLatenessWindow } from './live-edge/lateness.ts'
import { createChunkLog, recordOf } from './measure/chunk-log.ts'

export const createArrivals = () => {
  const log = createChunkLog()
  const lateness = createLatenessWindow()
  return {
    /** `mediaSeconds`: where it stands on the renderer's timeline. `jump`: chunks are missing before this one. */
    take: (frame: Frame, mediaSeconds: number, jump: boolean, receivedMicros: number): void => {
      log.add(recordOf(frame, mediaSeconds, receivedMicros))
      if (jump) lateness.clear()
      // What is replayed comes late because it waited for somebody to come, not on the way.
      if (!frame.replay) lateness.add(receivedMicros / 1e6 - performance.timeOrigin / 1e3, mediaSeconds)
    },
    find: log.find,
    capturedNear: log.capturedNear,
    late: lateness.late,
    jitterSeconds: lateness.jitterSeconds,
  }
}
