// Which parents push one stream to this node. Pure.
import type { NodeConfig } from '../config/index.ts'

/** One parent as seen for one stream. Candidates come in the order of configuration. */
export interface Candidate {
  readonly index: number
  /** Connected, and has sent its catalog. */
  readonly up: boolean
  /** Lists the stream, or listed it when it was last heard. */
  readonly offers: boolean
  /** The watchdog has just given it up for this stream: any other that is up is better. */
  readonly shunned?: boolean
}

/**
 * `hot`: all that are up. `standby`: the active one as long as it is up and lists the stream, else the next that does;
 * there is no way back by itself, so that a parent which comes and goes does not drag the stream along. `none`: the
 * first that lists it, and no other when that one is gone.
 */
export const selectParents = (
  redundancy: NodeConfig['redundancy'],
  candidates: readonly Candidate[],
  active: number | undefined,
): readonly number[] => {
  const offering = candidates.filter(({ offers }) => offers)
  // A stream that nobody lists may be wanted all the same: parents remember what they are asked for.
  const able = offering.length > 0 ? offering : candidates
  const up = able.filter((candidate) => candidate.up)
  if (redundancy === 'hot') return up.map(({ index }) => index)
  if (redundancy === 'none')
    return able
      .slice(0, 1)
      .filter((first) => first.up)
      .map(({ index }) => index)
  const keep = up.find(({ index }) => index === active)
  const another = up.some(({ index, shunned }) => index !== active && !shunned)
  if (keep && !(keep.shunned && another)) return [keep.index]
  // Round from the one that was active, so that two bad parents in front do not hide a good third.
  const at = able.findIndex(({ index }) => index === active)
  const inTurn = [...able.slice(at + 1), ...able.slice(0, at + 1)]
  return inTurn
    .filter((candidate) => candidate.up)
    .slice(0, 1)
    .map(({ index }) => index)
}
