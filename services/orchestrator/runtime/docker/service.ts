// One node as a service of the compose file. Takes the lab, what is true of the host, and where each link's ends are. Pure.
import { type Plan, type PlannedLink, type PlannedNode, slotOf, slotsOf } from '../../topology/plan.ts'
import { hostOf, urlOf } from '../address.ts'
import { allocatorOf } from '../allocator.ts'
import type { Lab } from '../lab.ts'
import { type Addresses, nodeConfig, nodeVariables } from '../node-config.ts'
import { edgePort } from '../published-ports.ts'
import { IMAGE_VARIABLES, linkNetwork, managementName, NODE_PORT } from './names.ts'
import { allocate, bridgeOf, type LabSubnets, type LinkAddresses } from './subnets.ts'

export interface HostFacts {
  /** Of the engine's host: a container can't be given more. */
  readonly cpus: number
  /** Video devices that the host has, as /dev/video0, and the group that may use each. */
  readonly videoDevices: Readonly<Record<string, { readonly groupId: number }>>
}

/** Of the CPU, where 1024 is usual, for ingress and edge: no second path makes up for what is late at an end. */
const END_CPU_SHARES = 4096

/** Where a lab's networks are: cut from `range`. */
export interface LabNetworks {
  readonly range: string
  readonly subnets: LabSubnets
}

export const labNetworks = ({ plan }: Pick<Lab, 'plan'>, range: string): LabNetworks => ({
  range,
  subnets: allocate(range, plan.nodes.length, slotsOf(plan)),
})

const linkAddresses = (plan: Plan, { links }: LabSubnets, link: PlannedLink): LinkAddresses =>
  links[slotOf(plan, link)] as LinkAddresses

/** Where nodes are to be found that are containers. */
export const containerAddresses = (
  { plan, bind, ports, publicUrl }: Pick<Lab, 'plan' | 'bind' | 'ports' | 'publicUrl'>,
  { range, subnets }: LabNetworks,
  /** Prometheus asks by them, and the orchestrator before it has an address. */
  names: readonly string[] = [],
): Addresses => ({
  names,
  listen: () => ({ host: '0.0.0.0', port: NODE_PORT }),
  // By address, not by name: a name would do for any network that the two share.
  parentUrl: (link) => `ws://${linkAddresses(plan, subnets, link).parent}:${NODE_PORT}/push`,
  inside: {
    subnet: range,
    hosts: [subnets.management, subnets.published, subnets.outside].map(bridgeOf),
    childAddress: (link) => linkAddresses(plan, subnets, link).child,
  },
  edgeUrl: (edge) => urlOf(bind, edgePort({ ports }, edge.id) ?? 0),
  publicUrl,
})

export const serviceOf = (lab: Lab, node: PlannedNode, host: HostFacts, networks: LabNetworks) => {
  const { plan, bind } = lab
  const config = nodeConfig(lab, node, containerAddresses(lab, networks, [managementName(node.id), node.id]))
  const port = edgePort(lab, node.id)
  const ends = plan.links.flatMap((link) => {
    const { parent, child } = linkAddresses(plan, networks.subnets, link)
    if (link.to === node.id) return [[linkNetwork(link), { ipv4_address: child }]]
    return link.from === node.id ? [[linkNetwork(link), { ipv4_address: parent }]] : []
  })
  return {
    image: `\${${node.roles.includes('ingress') ? IMAGE_VARIABLES.ingress : IMAGE_VARIABLES.tier}:?}`,
    command: ['node', `dist/services/${node.main}/main.js`],
    hostname: node.id,
    ...limitsOf(node, host.cpus),
    ...(node.roles.some((role) => role !== 'intermediate') ? { cpu_shares: END_CPU_SHARES } : {}),
    ...(port === undefined ? {} : { ports: [`${hostOf(bind)}:${port}:${NODE_PORT}`] }),
    ...videoDevices(node, host),
    ...sourceFiles(node),
    networks: {
      management: { aliases: [managementName(node.id)] },
      ...wayToHost(node, port !== undefined),
      ...Object.fromEntries(ends),
    },
    environment: {
      ...allocatorOf(node),
      WEIR_NODE: JSON.stringify(config, null, 2),
      // Without a value Compose takes its own: the file has the name alone.
      ...Object.fromEntries(nodeVariables(node).map((name) => [name, null])),
    },
  }
}

/** An ingress that fetches its picture. */
export const reachesOut = (node: PlannedNode): boolean =>
  Object.values(node.streams).some(({ source }) => source === 'url')

/** An ordinary network publishes ports too; with both, the engine would choose one of them for all that leaves. */
const wayToHost = (node: PlannedNode, publishes: boolean) => {
  if (reachesOut(node)) return { outside: {} }
  return publishes ? { published: {} } : {}
}

/**
 * So that one that goes wrong takes no more than itself down. A relay is one thread of JavaScript beside some of V8's; an
 * edge holds what its viewers leave unread; ffmpeg starts a thread a core for each filter and codec.
 */
const limitsOf = ({ roles }: PlannedNode, cpus: number) => {
  if (roles.includes('ingress'))
    return { pids_limit: 1024, mem_limit: '4g', cpus: Math.max(Math.min(2, cpus), cpus - 1) }
  return { pids_limit: 128, mem_limit: roles.includes('edge') ? '2g' : '1g', cpus: Math.min(2, cpus) }
}

const videoDevices = (node: PlannedNode, host: HostFacts) => {
  const wanted = Object.values(node.streams)
    .filter((stream) => stream.source === 'auto' || stream.source === 'webcam')
    .map((stream) => stream.input ?? '/dev/video0')
  const known = new Map(Object.entries(host.videoDevices))
  const devices = [...new Set(wanted)].filter((path) => known.has(path))
  if (devices.length === 0) return {}
  const groups = devices.map((path) => String(known.get(path)?.groupId))
  return { devices: devices.map((path) => `${path}:${path}`), group_add: [...new Set(groups)] }
}

const sourceFiles = (node: PlannedNode) => {
  const files = Object.values(node.streams).flatMap((stream) =>
    stream.source === 'file' && stream.input ? [stream.input] : [],
  )
  if (files.length === 0) return {}
  return {
    volumes: [...new Set(files)].map((source) => ({
      type: 'bind',
      source,
      target: source,
      read_only: true,
      bind: { create_host_path: false },
    })),
  }
}
