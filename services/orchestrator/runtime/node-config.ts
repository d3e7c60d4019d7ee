// Plan to the configuration of one node. Takes where each node listens and how a child reaches its parent, which is
// all that differs between the runtimes.
import { type Inside, scraperDigestOf, tokenFor } from '@weir/doors'
import { variablesIn } from '@weir/redact'
import type { NodeConfigInput, Wiring } from '@weir/relay/config'
import type { Plan, PlannedLink, PlannedNode } from '../topology/plan.ts'
import type { Lab } from './lab.ts'
import { placeOf } from './place.ts'

export interface Addresses {
  listen(node: PlannedNode): { readonly host: string; readonly port: number }
  /** `ws://host:port/push` of the parent, as the child reaches it. */
  parentUrl(link: PlannedLink): string
  /** As a browser reaches an edge. */
  edgeUrl(node: PlannedNode): string
  /** Names that the node itself is asked by, besides those of the lab. */
  readonly names: readonly string[]
  /** The networks that nodes have of their own, and the address of a child on its link's; null where there are none. */
  readonly inside: (Inside & { childAddress(link: PlannedLink): string }) | null
  /** WEIR_PUBLIC_URL. */
  readonly publicUrl: string | null | undefined
}

/** What one node takes changes from, and tells viewers' addresses to: of no use at another node, nor at the console. */
export const nodeToken = (lab: Pick<Lab, 'controlToken'>, id: string): string => tokenFor(lab.controlToken, id)

/** What Prometheus shows nodes that have networks of their own: no node has a slash in its id, so that it is no node's token. */
export const scraperToken = (lab: Pick<Lab, 'controlToken'>): string => tokenFor(lab.controlToken, '/metrics')

/** Names of environment variables that the inputs of a node's streams take. */
export const nodeVariables = ({ streams }: Pick<PlannedNode, 'streams'>): readonly string[] => [
  ...new Set(
    Object.values(streams).flatMap(({ source, input }) => (source === 'url' && input ? variablesIn(input) : [])),
  ),
]

/** Whom a node is to know: parents, every edge, and the names of all. */
export const wiringOf = (plan: Plan, id: string, addresses: Addresses): Wiring => {
  const indices = new Map(plan.nodes.map((node) => [node.id, node.index]))
  return {
    parents: plan.links
      .filter((link) => link.to === id)
      .map((link) => ({
        id: link.from,
        index: indices.get(link.from) ?? 0,
        url: addresses.parentUrl(link),
        // The kernel does it in that case; the node's own shaper stays out of the way.
        impair: link.emulation === 'netem' ? {} : link.impair,
      })),
    nodes: plan.nodes.map(({ id, index }) => ({ id, index })),
    children: plan.links.flatMap((link) => (link.from === id ? (addresses.inside?.childAddress(link) ?? []) : [])),
    edges: plan.nodes
      .filter((candidate) => candidate.roles.includes('edge'))
      .map((candidate) => ({
        id: candidate.id,
        ...placeOf(addresses.edgeUrl(candidate), candidate.id, addresses.publicUrl),
      })),
  }
}

export const nodeConfig = (
  lab: Pick<Lab, 'plan' | 'controlToken' | 'doors'>,
  node: PlannedNode,
  addresses: Addresses,
): NodeConfigInput => {
  const { parents, nodes, edges, children } = wiringOf(lab.plan, node.id, addresses)
  const { inside } = addresses
  return {
    id: node.id,
    index: node.index,
    roles: [...node.roles],
    listen: addresses.listen(node),
    parents,
    redundancy: node.redundancy,
    ...(node.prefer ? { prefer: [...node.prefer] } : {}),
    demand: node.demand,
    backpressure: node.backpressure,
    streams: { ...node.streams },
    nodes,
    ...(node.lastMile ? { lastMile: node.lastMile } : {}),
    edges,
    ...(inside ? { children } : {}),
    doors: {
      hosts: [...lab.doors.hosts, ...addresses.names],
      origins: [...lab.doors.own, ...lab.doors.origins],
      ...(inside
        ? {
            inside: { subnet: inside.subnet, hosts: [...inside.hosts] },
            scraperDigest: scraperDigestOf(scraperToken(lab)),
          }
        : {}),
    },
    controlToken: nodeToken(lab, node.id),
  }
}
