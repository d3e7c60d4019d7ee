// Gathers what each shown frame tells: glass-to-glass, the legs of its way, stalls, the join. Takes shown frames, gives
// figures; owns bounded windows of samples.
import { quantile } from '@weir/figures'
import { wallMicros } from '@weir/time'
import { type ClockEstimate, offsetToOrigin, type PictureClock } from '@weir/wire'
import type { ShownFrame } from '../renderer.ts'
import { createStallCounter } from '../stall/counter.ts'
import { type ClockReader, createClockReader } from '../timecode/read.ts'
import { type Leg, legsOf } from './path.ts'
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

export const createMeter = () => {
  const glass = createWindow<GlassSample>(KEPT)
  const recent = createWindow<number>(SUMMARY)
  const legs = createWindow<Leg[]>(SUMMARY)
  const stalls = createStallCounter()
  let reader: { clock: PictureClock; reader: ClockReader } | undefined
  let clockMillis: number | undefined
  let unreadable = 0
  let frames = 0
  let joinMillis: number | undefined
  let bound = Number.POSITIVE_INFINITY

  /** When the frame was captured, and when it was shown: by the clock in its picture, if it has one. */
  const stampsOf = (frame: ShownFrame, clock: PictureClock | undefined) => {
    const { chunk, shownMillis } = frame
    if (!clock) return chunk && { capturedMicros: chunk.captureMicros, shownMillis }
    if (reader?.clock !== clock) reader = { clock, reader: createClockReader(clock) }
    const millis = reader.reader.read(frame.picture, (chunk?.captureMicros ?? wallMicros(shownMillis)) / 1000)
    if (millis === undefined) {
      unreadable += 1
      return undefined
    }
    clockMillis = millis
    const drawn = frame.capturedNear(millis * 1000)
    // Firefox calls back for a frame that it is about to show, and draws the one before it until then.
    return chunk && drawn && drawn !== chunk
      ? { capturedMicros: millis * 1000 + chunk.captureMicros - drawn.captureMicros, shownMillis: frame.dueMillis }
      : { capturedMicros: millis * 1000, shownMillis }
  }

  return {
    shown: (
      frame: ShownFrame,
      context: {
        readonly pictureClock: PictureClock | undefined
        readonly clock: ClockEstimate | undefined
        readonly startedMillis: number
        readonly nameOf: (index: number) => string
      },
    ): void => {
      frames += 1
      joinMillis ??= frame.shownMillis - context.startedMillis
      stalls.frame(frame.shownMillis / 1000)
      const stamps = stampsOf(frame, context.pictureClock)
      const chunk = frame.chunk
      // A replayed chunk waited in a cache for somebody to come: its age is no latency.
      if (!chunk || chunk.replay || !stamps) return
      const { capturedMicros } = stamps
      const toOrigin = offsetToOrigin(chunk.trail, context.clock)
      const shownLocal = wallMicros(stamps.shownMillis)
      const shownMicros = Math.round(shownLocal + toOrigin.offsetMicros)
      bound = toOrigin.errorMicros
      glass.add({ capturedMicros, shownMicros })
      recent.add((shownMicros - capturedMicros) / 1e6)
      legs.add(
        legsOf({
          captureMicros: capturedMicros,
          trail: chunk.trail,
          receivedMicros: chunk.receivedMicros,
          shownMicros: shownLocal,
          clock: context.clock,
          nameOf: context.nameOf,
        }),
      )
    },
    stalls,
    /** The join and its figures begin anew. */
    restartJoin: (): void => {
      joinMillis = undefined
    },
    get samples(): readonly GlassSample[] {
      return glass.values
    },
    /** Legs of the newest frames; frames that took another way than the newest are left out. */
    get legs(): readonly (readonly Leg[])[] {
      const way = (frame: readonly Leg[] | undefined) => frame?.map(({ from, to }) => `${from} ${to}`).join()
      const newest = way(legs.values.at(-1))
      return legs.values.filter((frame) => way(frame) === newest)
    },
    get glassToGlass(): Summary | undefined {
      const p50Seconds = quantile(recent.values, 0.5)
      const p99Seconds = quantile(recent.values, 0.99)
      return p50Seconds === undefined || p99Seconds === undefined
        ? undefined
        : { p50Seconds, p99Seconds, errorSeconds: bound / 1e6, count: recent.values.length }
    },
    get clockMillis() {
      return clockMillis
    },
    get unreadable() {
      return unreadable
    },
    get frames() {
      return frames
    },
    get joinMillis() {
      return joinMillis
    },
  }
}
export type Meter = ReturnType<typeof createMeter>
