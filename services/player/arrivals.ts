// The chunks that have come for a renderer's picture: what is known of each, for the moment when it is shown, and how late
// they come, for the live edge. Bounded by the parts that it is made of.
import { wallMicros } from '@weir/time'
import type { Frame } from '@weir/wire'
import { createLatenessWindow } from './live-edge/lateness.ts'
import { createChunkLog, type Receipt, recordOf } from './measure/chunk-log.ts'

export const createArrivals = () => {
  const log = createChunkLog()
  const lateness = createLatenessWindow()
  // Of the page: seconds since 1970 would leave fewer digits to what comes after the point.
  const startedMicros = wallMicros(0)
  return {
    /** `mediaSeconds`: where it stands on the renderer's timeline. `jump`: chunks are missing before this one. */
    take: (frame: Frame, mediaSeconds: number, jump: boolean, received: Receipt): void => {
      log.add(recordOf(frame, mediaSeconds, received))
      if (jump) lateness.clear()
      // What is replayed comes late because it waited for somebody to come, not on the way.
      if (!frame.replay) lateness.add((received.atMicros - startedMicros) / 1e6, mediaSeconds)
    },
    find: log.find,
    capturedNear: log.capturedNear,
    late: lateness.late,
    jitterSeconds: lateness.jitterSeconds,
  }
}
