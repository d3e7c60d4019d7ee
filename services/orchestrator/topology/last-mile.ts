import { type Impair, VIEWERS } from '@weir/relay/config'
import type { Plan } from './plan.ts'

export interface PlannedLastMile {
  /** The edge. */
  readonly from: string
  readonly to: typeof VIEWERS
  readonly impair: Impair
}

/** Last miles as links, which is how commands name them: `edge1:viewers`. */
export const lastMilesOf = (plan: Plan): readonly PlannedLastMile[] =>
  plan.nodes.flatMap(({ id, lastMile }) => (lastMile ? [{ from: id, to: VIEWERS, impair: lastMile }] : []))
