// The last step from topology.yaml to something that a runtime can start: nodes with indices, roles and parents, links
// with parsed impairments. Addresses are the runtime's business.
import type { BackpressureConfig, Impair, NodeConfig, StreamConfig } from '@weir/relay/config'

export interface PlannedNode {
  readonly id: string
  readonly index: number
  /** What commands may name it by, together with others; not written for a node that is in none. */
  readonly group?: string
  readonly roles: NodeConfig['roles']
  /** Which main runs it: dist/services/<main>/main.js. */
  readonly main: 'ingress' | 'intermediate' | 'edge' | 'solo'
  readonly redundancy: NodeConfig['redundancy']
  /** Ids of parents, the one that is to push first; not written where any order will do. */
  readonly prefer?: readonly string[]
  readonly demand: NodeConfig['demand']
  readonly backpressure: BackpressureConfig
  readonly streams: Readonly<Record<string, StreamConfig>>
  /** What lies between an edge and each of its viewers; not written for a clean one. */
  readonly lastMile?: Impair
}

export interface PlannedLink {
  /** Parent. */
  readonly from: string
  /** Child. */
  readonly to: string
  readonly impair: Impair
  /** Who emulates the link: our shaper in the child, or the kernel's netem (Docker only). */
  readonly emulation: 'user' | 'netem'
  /** Stands for the link where it needs a number of its own; its place among the links when nothing else is said. */
  readonly slot?: number
}

export interface Plan {
  /** Name of the topology; a generator made fit for a folder: chain:hops=5 is chain-hops-5. */
  readonly topology: string
  readonly description: string
  readonly nodes: readonly PlannedNode[]
  readonly links: readonly PlannedLink[]
}

export const slotOf = ({ links }: Pick<Plan, 'links'>, link: PlannedLink): number => link.slot ?? links.indexOf(link)

/** How many slots there are, those in between that no link has any more among them. */
export const slotsOf = (plan: Pick<Plan, 'links'>): number =>
  plan.links.reduce((most, link, i) => Math.max(most, (link.slot ?? i) + 1), 0)
