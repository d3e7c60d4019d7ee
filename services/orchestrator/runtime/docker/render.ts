// Lab to .weir/<topology>/compose.yaml: one service a node, one network a link. Takes the lab and what is true of the
// host, gives text that `docker compose` runs beside docker-compose.yml and that a person can read. Pure.
import { parseDocument, type YAMLMap } from 'yaml'
import { impairText } from '../../topology/graph/impair-text.ts'
import { LAB_SERVICES } from '../../topology/node-rules.ts'
import { type PlannedLink, slotOf } from '../../topology/plan.ts'
import type { Lab } from '../lab.ts'
import { linkNetwork } from './names.ts'
import { type HostFacts, labNetworks, reachesOut, serviceOf } from './service.ts'
import type { LinkAddresses } from './subnets.ts'

/** https://docs.docker.com/engine/network/drivers/bridge/#options */
const NO_WAY_OUT = {
  'com.docker.network.bridge.enable_ip_masquerade': 'false',
  'com.docker.network.bridge.enable_icc': 'false',
}

/** What is in every lab's file. */
const FRAME = `
# What every node has in common: nothing that it does not need.
x-node: &node
  restart: on-failure
  init: true
  read_only: true
  tmpfs: [ "/tmp:size=64m" ]
  cap_drop: [ ALL ]
  security_opt: [ "no-new-privileges:true" ]
  stop_grace_period: 3s
  # Seldom: the engine spends more on starting a check than a relay on ten seconds of media.
  healthcheck: { test: [ CMD, weir-healthy ], interval: 30s, timeout: 3s, retries: 3, start_period: 10s }
  logging: { driver: json-file, options: { max-size: 10m, max-file: "2" } }

services: {}

# Orchestrator and Prometheus reach every node over \`management\`, which is internal: no way out but to the peer. A port is
# published on the host only by a network that is not, so that whoever has one is on \`published\` too; what leaves that is not
# masqueraded and so gets no answer, and its members don't see each other there. On \`dashboards\` Grafana asks Prometheus.
# Besides, one internal network a link, so that what crosses a link has an interface of its own.
networks: {}
`

/** `subnet` is where its networks are cut from. Throws with one sentence when the lab can't be laid out. */
export const renderCompose = (lab: Lab, subnet: string, host: HostFacts): string => {
  const { topology, nodes, links } = lab.plan
  const taken = nodes.find((node) => LAB_SERVICES.includes(node.id))
  if (taken) throw new Error(`node "${taken.id}" has the name of one of the lab's own services, expected another name`)
  const laid = labNetworks(lab, subnet)
  const { subnets } = laid
  const addressesOf = (link: PlannedLink) => subnets.links[slotOf(lab.plan, link)] as LinkAddresses

  const document = parseDocument(FRAME)
  document.commentBefore = ` Made by weir from topology "${topology}"; the next \`weir up\` overwrites it.
 By hand: docker compose --env-file .weir/${topology}/compose.env -f docker-compose.yml -f .weir/${topology}/compose.yaml -f .weir/${topology}/mounts.yaml ps`
  const common = document.createAlias(document.get('x-node') as YAMLMap)
  const services = document.get('services') as YAMLMap
  const networks = document.get('networks') as YAMLMap
  services.flow = false
  networks.flow = false
  for (const node of nodes) {
    const id = document.createNode(node.id)
    const up = links.filter((link) => link.to === node.id).map((link) => `from ${link.from}`)
    const down = links.filter((link) => link.from === node.id).map((link) => `to ${link.to}`)
    id.commentBefore = ` ${[node.roles.join(' and '), ...up, ...down].join(', ')}`
    id.spaceBefore = services.items.length > 0
    services.add(document.createPair(id, { '<<': common, ...serviceOf(lab, node, host, laid) }))
  }
  const addNetwork = (name: string, of: string, more: object, comment: string) => {
    const network = document.createNode({ ...more, ipam: { config: [{ subnet: of }] } }, { flow: true })
    if (comment !== '') network.comment = ` ${comment}`
    networks.add(document.createPair(name, network))
  }
  addNetwork('management', subnets.management, { internal: true }, '')
  addNetwork('published', subnets.published, { driver_opts: NO_WAY_OUT }, '')
  addNetwork('dashboards', subnets.dashboards, { internal: true }, '')
  if (nodes.some(reachesOut)) addNetwork('outside', subnets.outside, {}, 'where a source has its address')
  for (const link of links) {
    const does = impairText(link.impair)
    addNetwork(linkNetwork(link), addressesOf(link).subnet, { internal: true }, does && `${link.emulation}: ${does}`)
  }
  // Compose takes $ for a variable of its own, which nothing is but a service's image.
  return document
    .toString({ lineWidth: 0, blockQuote: 'literal' })
    .replaceAll('$', '$$$$')
    .replace(/^( {4}image: )\$\$/gm, '$1$')
}
