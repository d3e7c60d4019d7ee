// Plan to the configuration of one node. Takes where each node listens and how a child reaches its parent, which is
// all that differs between the runtimes.
import type { NodeConfigInput } from '@weir/relay/config'
import type { Plan, PlannedLink, PlannedNode } from '../topology/plan.ts'

export interface Addresses {
  listen(node: PlannedNode): { readonly host: string; readonly port: number }
  /** `ws://host:port/push` of the parent, as the child reaches it. */
  parentUrl(link: PlannedLink): string
  /** As a browser reaches an edge. */
  edgeUrl(node: PlannedNode): string
}

export const nodeConfig = (
  plan: Plan,
  node: PlannedNode,
  addresses: Addresses,
  controlToken: string,
): NodeConfigInput => ({
  id: node.id,
  index: node.index,
  roles: [...node.roles],
  listen: addresses.listen(node),
  parents: plan.links
    .filter((link) => link.to === node.id)
    .map((link) => ({
      id: link.from,
      index: plan.nodes.find((candidate) => candidate.id === link.from)?.index ?? 0,
      url: addresses.parentUrl(link),
      // The kernel does it in that case; the node's own shaper stays out of the way.
      impair: link.emulation === 'netem' ? {} : link.impair,
    })),
  redundancy: node.redundancy,
  demand: node.demand,
  backpressure: node.backpressure,
  streams: { ...node.streams },
  nodes: plan.nodes.map(({ id, index }) => ({ id, index })),
  edges: plan.nodes
    .filter((candidate) => candidate.roles.includes('edge'))
    .map((candidate) => ({ id: candidate.id, url: addresses.edgeUrl(candidate) })),
  controlToken,
})
