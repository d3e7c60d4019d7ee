// Lab to .weir/<topology>/compose.yaml: one service a node, one network a link. Takes the lab and what is true of the
// host, gives text that `docker compose` runs beside docker-compose.yml and that a person can read. Pure.
import { stringify } from 'yaml'
import { impairText } from '../../topology/graph/impair-text.ts'
import type { PlannedLink, PlannedNode } from '../../topology/plan.ts'
import { urlOf } from '../address.ts'
import type { Lab } from '../lab.ts'
import { nodeConfig } from '../node-config.ts'
import { allocate, type LinkAddresses } from './subnets.ts'

export interface HostFacts {
  /** Video devices that the host has, as /dev/video0, and the group that may use each. */
  readonly videoDevices: Readonly<Record<string, { readonly groupId: number }>>
}

/** Port that every node listens on in its container. */
export const NODE_PORT = 8080
export const TIER_IMAGE = 'weir-tier:local'
export const INGRESS_IMAGE = 'weir-ingress:local'
/** Of the CPU, where 1024 is usual, for ingress and edge: no second path makes up for what is late at an end. */
const END_CPU_SHARES = 4096
/** Names in docker-compose.yml that a node can't have. */
const FIXED_SERVICES = ['orchestrator', 'prometheus', 'grafana']

/** Ids hold no dot, so that this names one link and no other. */
export const linkNetwork = (link: Pick<PlannedLink, 'from' | 'to'>): string => `${link.from}.${link.to}`

/** `subnet` is where its networks are cut from. Throws with one sentence when the lab can't be laid out. */
export const renderCompose = (lab: Lab, subnet: string, host: HostFacts): string => {
  const { plan } = lab
  const taken = plan.nodes.find((node) => FIXED_SERVICES.includes(node.id))
  if (taken) throw new Error(`node "${taken.id}" has the name of one of the lab's own services, expected another name`)
  const subnets = allocate(subnet, plan.nodes.length, plan.links.length)
  const addresses = new Map(plan.links.map((link, i) => [linkNetwork(link), subnets.links[i] as LinkAddresses]))

  const services = plan.nodes.flatMap((node) => ['', ...serviceLines(lab, node, host, addresses)])
  const networks = plan.links.flatMap((link) => {
    const { subnet } = addresses.get(linkNetwork(link)) as LinkAddresses
    return [
      `  ${linkNetwork(link)}: { internal: true, ipam: { config: [{ subnet: ${subnet} }] } }${impairComment(link)}`,
    ]
  })
  return `${[
    `# Made by weir from topology "${plan.topology}"; the next \`weir up\` overwrites it.`,
    `# By hand: docker compose --env-file .weir/${plan.topology}/compose.env -f docker-compose.yml -f .weir/${plan.topology}/compose.yaml ps`,
    '',
    ...HARDENING,
    '',
    'services:',
    ...services.slice(1),
    '',
    'networks:',
    '  # Orchestrator, Prometheus and published ports reach every node over this one.',
    `  management: { ipam: { config: [{ subnet: ${subnets.management} }] } }`,
    ...(networks.length > 0
      ? [
          '',
          '  # One network a link, so that what crosses a link has an interface of its own. Internal: no way out but to the peer.',
        ]
      : []),
    ...networks,
  ].join('\n')}\n`
}

const HARDENING = `# What every node has in common: nothing that it does not need.
x-node: &node
  restart: on-failure
  init: true
  read_only: true
  tmpfs: [/tmp]
  cap_drop: [ALL]
  security_opt: ["no-new-privileges:true"]
  stop_grace_period: 3s
  # Seldom: the engine spends more on starting a check than a relay on ten seconds of media.
  healthcheck: { test: [CMD, weir-healthy], interval: 30s, timeout: 3s, retries: 3, start_period: 10s }
  logging: { driver: json-file, options: { max-size: 10m, max-file: "2" } }`.split('\n')

const serviceLines = (
  lab: Lab,
  node: PlannedNode,
  host: HostFacts,
  addresses: ReadonlyMap<string, LinkAddresses>,
): string[] => {
  const { plan } = lab
  const up = plan.links.filter((link) => link.to === node.id)
  const down = plan.links.filter((link) => link.from === node.id)
  const address = (link: PlannedLink) => addresses.get(linkNetwork(link)) as LinkAddresses
  const config = nodeConfig(
    plan,
    node,
    {
      listen: () => ({ host: '0.0.0.0', port: NODE_PORT }),
      // By address, not by name: a name would do for any network that the two share.
      parentUrl: (link) => `ws://${address(link).parent}:${NODE_PORT}/push`,
      edgeUrl: (edge) => urlOf(lab.bind, lab.ports.edges[edge.id] ?? 0),
    },
    lab.controlToken,
  )
  const edgePort = lab.ports.edges[node.id]
  const service = {
    image: node.roles.includes('ingress') ? INGRESS_IMAGE : TIER_IMAGE,
    command: ['node', `dist/services/${node.main}/main.js`],
    hostname: node.id,
    ...(node.roles.some((role) => role !== 'intermediate') ? { cpu_shares: END_CPU_SHARES } : {}),
    ...(edgePort === undefined ? {} : { ports: [`${publish(lab.bind)}:${edgePort}:${NODE_PORT}`] }),
    ...videoDevices(node, host),
    ...sourceFiles(node),
    networks: {
      management: {},
      ...Object.fromEntries([
        ...up.map((link) => [linkNetwork(link), { ipv4_address: address(link).child }]),
        ...down.map((link) => [linkNetwork(link), { ipv4_address: address(link).parent }]),
      ]),
    },
    environment: { WEIR_NODE: JSON.stringify(config, null, 2) },
  }
  const comment = [
    `${node.roles.join(' and ')}`,
    ...up.map((link) => `from ${link.from}`),
    ...down.map((link) => `to ${link.to}`),
  ]
  // Compose takes $ for a variable of its own.
  const text = stringify(service, { lineWidth: 0, blockQuote: 'literal', flowCollectionPadding: true }).replaceAll(
    '$',
    '$$$$',
  )
  return [
    `  # ${comment.join(', ')}`,
    `  ${node.id}:`,
    '    <<: *node',
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => (line === '' ? '' : `    ${line}`)),
  ]
}

/** In `ports`, an IPv6 address stands in brackets. */
const publish = (bind: string): string => (bind.includes(':') ? `[${bind}]` : bind)

const videoDevices = (node: PlannedNode, host: HostFacts) => {
  const wanted = Object.values(node.streams)
    .filter((stream) => stream.source === 'auto' || stream.source === 'webcam')
    .map((stream) => stream.input ?? '/dev/video0')
  const devices = [...new Set(wanted)].filter((path) => Object.hasOwn(host.videoDevices, path))
  if (devices.length === 0) return {}
  const groups = devices.map((path) => String(host.videoDevices[path]?.groupId))
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

const impairComment = (link: PlannedLink): string => {
  const said = impairText(link.impair)
  return said === '' ? '' : ` # ${link.emulation}: ${said}`
}
