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

/** Why `edge1:viewers` can't be changed; undefined where it can, and for another link. */
export const noLastMile = ({ nodes }: Plan, from: string, to: string): string | undefined => {
  const edge = nodes.find(({ id }) => id === from)
  if (to !== VIEWERS || !edge?.roles.includes('edge') || edge.lastMile) return undefined
  return `nothing is emulated between ${from} and its viewers, expected viewers: { lastMile: {} } at ${from} in the topology's file; \`make up APPLY=1\` then starts ${from} anew with it`
}
