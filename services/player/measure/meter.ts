// Gathers what each shown frame tells: glass-to-glass, the legs of its way, stalls, the join. Takes shown frames, gives
// figures; owns bounded windows of samples.
import { quantile } from '@weir/figures'
import { wallMicros } from '@weir/time'
import { offsetToOrigin, type PictureClock } from '@weir/wire'
import type { ShownFrame } from '../renderer.ts'
import { createStallCounter } from '../stall/counter.ts'
import { stallThresholds } from '../stall/thresholds.ts'
import { sameWay } from './legs.ts'
import { type Leg, legsOf } from './path.ts'
import { createStamper, ofOneClock } from './stamps.ts'
import { createWindow } from './window.ts'

/** One frame's way through everything. Both by the ingress's clock, µs since 1970. */
export interface GlassSample {
  readonly capturedMicros: number
  readonly shownMicros: number
}

/** Frames that the summaries look back on: 10 s at 30 fps. */
const SUMMARY = 300
/** Frames that are kept for whoever reads them out: over 9 min at 30 fps. */
const KEPT = 16384

export interface Summary {
  readonly p50Seconds: number
  readonly p99Seconds: number
  /** ± bound, from the clocks' offsets. */
  readonly errorSeconds: number
  readonly count: number
}

/** What a frame's figures depend on besides the frame, as it is when the frame is shown. */
export interface ShownContext {
  readonly pictureClock: PictureClock | undefined
  /** When the connection was begun, on the page's timeline, ms. */
  readonly startedMillis: number
  readonly nameOf: (nodeIndex: number) => string
  /** It is near enough to the newest that came. */
  readonly live: boolean
  /** Somebody looks. */
  readonly watched: boolean
}

/** `frameRate`: pictures a second, as announced. */
export const createMeter = (frameRate: () => number | undefined = () => undefined) => {
  const glass = createWindow<GlassSample>(KEPT)
  const recent = createWindow<number>(SUMMARY)
  const legs = createWindow<Leg[]>(SUMMARY)
  const stalls = createStallCounter(() => stallThresholds(frameRate()).stallSeconds)
  const stamper = createStamper()
  let frames = 0
  let joinMillis: number | undefined
  let rejoinedMillis = 0
  let bound = Number.POSITIVE_INFINITY

  return {
    shown: (frame: ShownFrame, { pictureClock, startedMillis, nameOf, live, watched }: ShownContext): void => {
      frames += 1
      if (live) joinMillis ??= frame.shownMillis - Math.max(startedMillis, rejoinedMillis)
      // What is shown on the way to the live edge is not meant to be even.
      if (watched && joinMillis !== undefined) stalls.frame(frame.shownMillis / 1000)
      const stamps = stamper.stamp(frame, pictureClock)
      const chunk = frame.chunk
      // A replayed chunk waited in a cache for somebody to come: its age is no latency.
      if (!chunk || chunk.replay || !stamps) return
      const { capturedMicros } = stamps
      const { trail, received } = chunk
      const toOrigin = offsetToOrigin(trail, received.clock)
      // Until every clock on the way is known, and while one is in doubt, a latency would be of this machine's own making.
      if (!Number.isFinite(toOrigin.errorMicros)) return
      if (!ofOneClock(capturedMicros, chunk.captureMicros)) return
      const shownLocal = wallMicros(stamps.shownMillis)
      const shownMicros = Math.round(shownLocal + toOrigin.offsetMicros)
      bound = toOrigin.errorMicros
      glass.add({ capturedMicros, shownMicros })
      recent.add((shownMicros - capturedMicros) / 1e6)
      legs.add(legsOf({ captureMicros: capturedMicros, trail, received, shownMicros: shownLocal, nameOf }))
    },
    stalls,
    /** What is there was thrown away: a new join begins, and nothing is meant to play until its first picture. */
    restartJoin: (nowMillis: number): void => {
      joinMillis = undefined
      rejoinedMillis = nowMillis
      stalls.pause(nowMillis / 1000)
    },
    get samples(): readonly GlassSample[] {
      return glass.values
    },
    /** Legs of the newest frames; frames that took another way than the newest are left out. */
    get legs(): readonly (readonly Leg[])[] {
      return sameWay(legs.values)
    },
    get glassToGlass(): Summary | undefined {
      const p50Seconds = quantile(recent.values, 0.5)
      const p99Seconds = quantile(recent.values, 0.99)
      return p50Seconds === undefined || p99Seconds === undefined
        ? undefined
        : { p50Seconds, p99Seconds, errorSeconds: bound / 1e6, count: recent.values.length }
    },
    /** Reads the clock in the picture. */
    stamper,
    get frames() {
      return frames
    },
    get joinMillis() {
      return joinMillis
    },
  }
}
export type Meter = ReturnType<typeof createMeter>
