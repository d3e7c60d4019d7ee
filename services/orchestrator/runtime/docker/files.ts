// The files from which Docker runs a lab, all below the lab's folder. Takes the lab and facts about the host, gives text
// by path. Pure.
import { relative } from 'node:path'
import type { Lab } from '../lab.ts'
import { prometheusConfig } from '../prometheus.ts'
import { type HostFacts, NODE_PORT, renderCompose } from './render.ts'

export interface FileFacts extends HostFacts {
  /** Folder of docker-compose.yml. */
  readonly root: string
  readonly project: string
  readonly socket: string
  readonly socketGroup: number
  readonly prometheusImage: string
  readonly grafanaImage: string
  readonly grafana: boolean
}

export const labFiles = (lab: Lab, facts: FileFacts): Readonly<Record<string, string>> => ({
  // In a folder of its own, which is all that the orchestrator's container gets to see.
  'orchestrator/lab.json': `${JSON.stringify(lab, null, 2)}\n`,
  'compose.yaml': renderCompose(lab, facts),
  'compose.env': environment(lab, facts),
  'prometheus/prometheus.yml': prometheusConfig(
    lab.plan.nodes.map((node) => ({ node: node.id, roles: node.roles, address: `${node.id}:${NODE_PORT}` })),
  ),
})

/** Values of docker-compose.yml's variables. */
const environment = (lab: Lab, facts: FileFacts): string => {
  const folder = relative(facts.root, lab.folder)
  const values = {
    WEIR_PROJECT: facts.project,
    // Compose reads a path without a leading dot as the name of a volume.
    WEIR_LAB: folder.startsWith('.') ? folder.replace(/^(?!\.\.?\/)/, './') : `./${folder}`,
    WEIR_BIND_PUBLISH: lab.bind.includes(':') ? `[${lab.bind}]` : lab.bind,
    WEIR_CONSOLE_PORT: lab.ports.console,
    WEIR_PROMETHEUS_PORT: lab.ports.prometheus,
    WEIR_GRAFANA_PORT: lab.ports.grafana,
    WEIR_DOCKER_SOCKET: facts.socket,
    WEIR_DOCKER_GROUP: facts.socketGroup,
    WEIR_PROMETHEUS_IMAGE: facts.prometheusImage,
    WEIR_GRAFANA_IMAGE: facts.grafanaImage,
    WEIR_SUBNET: facts.subnet,
    ...(facts.grafana ? { COMPOSE_PROFILES: 'grafana' } : {}),
  }
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('')
}
