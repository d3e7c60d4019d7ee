// What is wrong in a lab now, in sentences. Pure.
import type { NodeState } from '@weir/relay/config'
import type { Plan } from '../topology/plan.ts'

/** Sound and picture come many times a second, still pictures twice. */
const SILENT_SECONDS = 3

/** What each node that answers says of itself, then what edges have had and no longer get. */
export const troublesOf = (plan: Plan, states: ReadonlyMap<string, NodeState>): string[] => [
  ...plan.nodes.flatMap(({ id }) => (states.get(id)?.faults ?? []).map((fault) => `${id}: ${fault}`)),
  ...plan.nodes.flatMap((node) => {
    const detail = states.get(node.id)
    // One that asks only while somebody watches is silent in between, and means it.
    if (!node.roles.includes('edge') || node.demand === 'viewers' || !detail) return []
    const heard = detail.tracks.filter((track) => track.received > 0)
    return [...new Set(heard.map(({ stream }) => stream))].flatMap((stream) => {
      const silent = Math.min(...heard.filter((track) => track.stream === stream).map((track) => track.silentSeconds))
      return silent > SILENT_SECONDS ? [`${node.id} has had nothing of ${stream} for ${Math.floor(silent)} s`] : []
    })
  }),
]
