// Whether a hop trail can be true, as far as the one who gets it can tell. Pure.
import { hopsOf, type TrailEntry } from '@weir/wire'

/**
 * A sentence saying what can't be true, or undefined. `parentIndex` is who the viewer is connected to (undefined when its
 * hello didn't say), `named` the indices that the catalog names.
 */
export const trailFault = (
  trail: readonly TrailEntry[],
  parentIndex: number | undefined,
  named: ReadonlySet<number>,
): string | undefined => {
  const last = trail[trail.length - 1]
  if (!last) return 'the trail is empty'
  if (parentIndex !== undefined && last.nodeIndex !== parentIndex) {
    return `the trail ends at node ${last.nodeIndex}, the parent is ${parentIndex}`
  }
  for (let at = 0; at < trail.length; at++) {
    const entry = trail[at] as TrailEntry
    if (!named.has(entry.nodeIndex)) return `the catalog doesn't name node ${entry.nodeIndex}`
    if (entry.sendMicros < entry.receiveMicros) return `node ${entry.nodeIndex} sent before it received`
    for (let before = 0; before < at; before++) {
      if ((trail[before] as TrailEntry).nodeIndex === entry.nodeIndex) return `node ${entry.nodeIndex} stands twice`
    }
  }
  return undefined
}

/** Hops that took less than no time, by more than the bound of their clock offset: an estimate that was too sure. */
export const impossibleHops = (trail: readonly TrailEntry[]): number =>
  trail.length < 2 ? 0 : hopsOf(trail).filter((hop) => hop.pushMicros < -hop.errorMicros).length
