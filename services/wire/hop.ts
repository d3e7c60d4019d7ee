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

/** The hops of a trail, in the order in which the chunk took them. A trail of n entries has n−1 hops. */
export const hopsOf = (trail: readonly TrailEntry[]): Hop[] =>
  trail.slice(1).map((to, index) => {
    const from = trail[index] as TrailEntry
    return {
      fromIndex: from.nodeIndex,
      toIndex: to.nodeIndex,
      pushMicros: to.receiveMicros + to.offsetMicros - from.sendMicros,
      errorMicros: to.errorMicros === UNKNOWN_ERROR_MICROS ? Number.POSITIVE_INFINITY : to.errorMicros,
    }
  })

/** A node's clock against the first node of the trail: add `offsetMicros` to a stamp of the last node of the trail. */
export const offsetToOrigin = (trail: readonly TrailEntry[]): { offsetMicros: number; errorMicros: number } =>
  trail.slice(1).reduce(
    (sum, entry) => ({
      offsetMicros: sum.offsetMicros + entry.offsetMicros,
      errorMicros:
        entry.errorMicros === UNKNOWN_ERROR_MICROS ? Number.POSITIVE_INFINITY : sum.errorMicros + entry.errorMicros,
    }),
    { offsetMicros: 0, errorMicros: 0 },
  )
