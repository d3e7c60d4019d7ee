// A verified topology to a plan: brief forms spelled out, defaults filled in, indices given.
import { BackpressureConfig, StreamConfig } from '@weir/relay/config'
import type * as z from 'zod'
import { parseImpair } from './impair.ts'
import type { Plan, PlannedLink, PlannedNode } from './plan.ts'
import {
  type ImpairInput,
  KINDS,
  type LinkInput,
  type NodeInput,
  type StreamInput,
  type TopologyInput,
} from './schema.ts'
import type { Role } from './sketch.ts'
import type { Trace } from './trace.ts'

export interface Surroundings {
  readTrace(path: string): Trace
  /** A file's path as written to one that holds anywhere on this machine. */
  resolvePath(path: string): string
}

export const expand = (name: string, topology: TopologyInput, surroundings: Surroundings): Plan => ({
  topology: name,
  description: topology.description ?? '',
  nodes: Object.entries(topology.nodes).map(([id, node], index) =>
    plannedNode(id, index, node, topology, surroundings),
  ),
  links: (topology.links ?? []).map((link) => plannedLink(link, topology, surroundings)),
})

const plannedNode = (
  id: string,
  index: number,
  node: NodeInput,
  { defaults, streams }: TopologyInput,
  surroundings: Surroundings,
): PlannedNode => {
  const written = node.roles ?? (node.kind ? [node.kind] : [])
  const roles = KINDS.filter((role) => written.includes(role))
  return {
    id,
    index,
    ...(node.group === undefined ? {} : { group: node.group }),
    roles,
    main: mainOf(roles),
    redundancy: node.redundancy ?? defaults?.redundancy ?? 'hot',
    ...(node.prefer === undefined ? {} : { prefer: node.prefer }),
    demand: node.demand ?? defaults?.demand ?? 'always',
    backpressure: BackpressureConfig.parse({ ...defaults?.backpressure, ...node.backpressure }),
    streams: Object.fromEntries(
      (node.streams ?? []).flatMap((name) => {
        const stream = Object.hasOwn(streams, name) ? streams[name] : undefined
        return stream ? [[name, StreamConfig.parse(streamConfig(stream, surroundings.resolvePath))]] : []
      }),
    ),
    ...(roles.includes('edge') ? lastMileOf(node.viewers?.lastMile ?? defaults?.viewers?.lastMile, surroundings) : {}),
  }
}

/** Nothing, where nothing lies between. */
const lastMileOf = (written: ImpairInput | undefined, { readTrace }: Surroundings): Pick<PlannedNode, 'lastMile'> =>
  written === undefined ? {} : { lastMile: parseImpair(written, readTrace) }

const mainOf = (roles: readonly Role[]): PlannedNode['main'] => {
  if (roles.includes('ingress')) return roles.includes('edge') ? 'solo' : 'ingress'
  return roles.includes('edge') ? 'edge' : 'intermediate'
}

/** A stream as its node takes it, not held to the node's schema yet. */
export const streamConfig = (
  stream: StreamInput,
  resolvePath: Surroundings['resolvePath'],
): z.input<typeof StreamConfig> => {
  const { size, gop, input, ...same } = stream
  return {
    ...same,
    ...(input === undefined ? {} : { input: stream.source === 'file' ? resolvePath(input) : input }),
    ...size,
    gopSeconds: gop,
  }
}

const plannedLink = (link: LinkInput, { defaults }: TopologyInput, { readTrace }: Surroundings): PlannedLink => {
  const spelled = Array.isArray(link) ? { from: link[0], to: link[1] } : link
  return {
    from: spelled.from,
    to: spelled.to,
    // A link's own impairment replaces the default one whole: half of each would surprise.
    impair: parseImpair(spelled.impair ?? defaults?.impair ?? {}, readTrace),
    emulation: spelled.emulation ?? defaults?.emulation ?? 'user',
  }
}
