import type { ClockEstimate } from './clock-filter.ts'
import { type TrailEntry, UNKNOWN_ERROR_MICROS } from './trail.ts'

/** One hop of a chunk's way, worked out from two neighbouring trail entries. */
export interface Hop {
  readonly fromIndex: number
  readonly toIndex: number
  /** Parent's send stamp to child's receive stamp, clock offset removed, in µs. Can be below 0 by up to the error. */
  readonly pushMicros: number
  /** ± bound of `pushMicros`, in µs; Infinity while the link's offset is unknown. */
  readonly errorMicros: number
}

/**
 * From a stamp of one clock to a stamp of another, µs; `offsetMicros` is the first clock minus the second. With a parent's
 * send stamp and its child's receive stamp it is the push latency of a hop; with the capture time and the offset to the
 * origin it is the path latency. Can be below 0 by up to the bound of the offset.
 */
export const latencyMicros = (sentMicros: number, receivedMicros: number, offsetMicros: number): number =>
  receivedMicros + offsetMicros - sentMicros

const boundMicros = ({ errorMicros }: TrailEntry): number =>
  errorMicros === UNKNOWN_ERROR_MICROS ? Number.POSITIVE_INFINITY : errorMicros

/** The hops of a trail, in the order in which the chunk took them. A trail of n entries has n−1 hops. */
export const hopsOf = (trail: readonly TrailEntry[]): Hop[] =>
  trail.slice(1).map((to, index) => {
    const from = trail[index] as TrailEntry
    return {
      fromIndex: from.nodeIndex,
      toIndex: to.nodeIndex,
      pushMicros: latencyMicros(from.sendMicros, to.receiveMicros, to.offsetMicros),
      errorMicros: boundMicros(to),
    }
  })

/**
 * The clock of the trail's first node against that of whoever received it, whose own link to the last node is `link`
 * (undefined: not measured yet, which leaves the sum without a bound). Add `offsetMicros` to a stamp of the receiver. The
 * first node's own bound is of its capture times: without one while its clock steps.
 */
export const offsetToOrigin = (trail: readonly TrailEntry[], link: ClockEstimate | undefined): ClockEstimate =>
  trail.slice(1).reduce(
    (sum, entry) => ({
      offsetMicros: sum.offsetMicros + entry.offsetMicros,
      errorMicros: sum.errorMicros + boundMicros(entry),
    }),
    {
      offsetMicros: link?.offsetMicros ?? 0,
      errorMicros: (link?.errorMicros ?? Number.POSITIVE_INFINITY) + (trail[0] ? boundMicros(trail[0]) : 0),
    },
  )
