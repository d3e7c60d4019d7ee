// A parent's clock against a viewer's own, chunk by chunk: what was sent before a step of the parent's clock, or while the
// viewer's machine slept, is timed with no clock at all until an exchange has been answered that began after it. For the
// player and the headless viewers, whose own clock does not step. Owns what is known of one connection after another.
import { type ClockEstimate, createClockFilter } from './clock-filter.ts'
import { createDoubt } from './doubt.ts'
import type { Frame } from './frame.ts'
import { latencyMicros } from './hop.ts'

export interface ParentClockOptions {
  /** Asks the parent for its time, now. */
  readonly askTime: () => void
}

export const createParentClock = ({ askTime }: ParentClockOptions) => {
  const filter = createClockFilter()
  let doubt = createDoubt()
  let linkMicros: number | undefined
  return {
    /** A chunk came at `atMicros`, by the viewer's clock. Gives the parent's clock for it; undefined while it is not known, or in doubt. */
    came: ({ trail, replay }: Pick<Frame, 'trail' | 'replay'>, atMicros: number): ClockEstimate | undefined => {
      const clock = filter.best()
      const parent = trail.at(-1)
      // What waited in a cache was not on its way.
      if (replay || !clock || !parent) return clock
      const pushMicros = latencyMicros(parent.sendMicros, atMicros, clock.offsetMicros)
      const verdict = doubt.judge(pushMicros, clock.errorMicros, atMicros)
      if (verdict === 'ask') askTime()
      if (verdict !== 'trust') return undefined
      linkMicros = Math.max(0, pushMicros - clock.errorMicros)
      return clock
    },
    /** The four stamps of an exchange, of which the first and the last are the viewer's. */
    answered: (t0: number, t1: number, t2: number, t3: number): void => {
      if (filter.add(t0, t1, t2, t3)) doubt.answered(t0)
    },
    /** For how long, at the least, the newest chunk that can be timed was on its way from the parent, s; undefined before one could be. */
    get linkSeconds() {
      return linkMicros === undefined ? undefined : linkMicros / 1e6
    },
    /** The connection is another. */
    clear: (): void => {
      filter.clear()
      doubt = createDoubt()
      linkMicros = undefined
    },
  }
}
