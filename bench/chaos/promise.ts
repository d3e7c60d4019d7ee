// What redundancy promises in a step. Pure: nothing is lost while every edge still has a whole way to an ingress, over
// nodes and links that were left alone, and neither an ingress nor an edge was broken itself.
import type { PlannedLink, PlannedNode } from '@weir/orchestrator/topology/plan'
import type { ChaosFault } from './schedule.ts'

export interface Graph {
  readonly nodes: readonly Pick<PlannedNode, 'id' | 'roles'>[]
  readonly links: readonly Pick<PlannedLink, 'from' | 'to'>[]
}

export const nothingMayBeLost = ({ nodes, links }: Graph, faults: readonly ChaosFault[]): boolean => {
  const broken = new Set(faults.flatMap((fault) => (fault.kind === 'link' ? [] : [fault.node])))
  const cut = new Set(faults.flatMap((fault) => (fault.kind === 'link' ? [`${fault.from}->${fault.to}`] : [])))
  const ends = nodes.filter(({ roles }) => roles.includes('ingress') || roles.includes('edge'))
  if (ends.some(({ id }) => broken.has(id))) return false
  const reached = new Set(nodes.filter(({ roles }) => roles.includes('ingress')).map(({ id }) => id))
  // Few nodes: going over the links until nothing changes is plainer than a queue.
  for (let before = -1; before !== reached.size; ) {
    before = reached.size
    for (const { from, to } of links) {
      if (reached.has(from) && !broken.has(to) && !cut.has(`${from}->${to}`)) reached.add(to)
    }
  }
  return ends.every(({ id }) => reached.has(id))
}
