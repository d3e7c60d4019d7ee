// The files from which Docker runs a lab, all below the lab's folder. Takes the lab, the settings and facts about the host,
// gives text by path. Pure.
import { relative } from 'node:path'
import type { Settings } from '@weir/settings'
import { hostOf, urlOf } from '../address.ts'
import type { Lab } from '../lab.ts'
import { placeOf } from '../place.ts'
import { prometheusConfig } from '../prometheus.ts'
import { NODE_PORT } from './names.ts'
import { renderCompose } from './render.ts'
import type { HostFacts } from './service.ts'

export interface FileFacts extends HostFacts {
  /** Folder of docker-compose.yml. */
  readonly root: string
  /** The group that owns the engine's socket. */
  readonly socketGroup: number
  /** Whether Grafana is wanted, and its image was had. */
  readonly grafana: boolean
}

export const labFiles = (lab: Lab, settings: Settings, facts: FileFacts): Readonly<Record<string, string>> => ({
  // In a folder of its own, which is all that the orchestrator's container gets to see.
  'orchestrator/lab.json': `${JSON.stringify(lab, null, 2)}\n`,
  'compose.yaml': renderCompose(lab, settings.subnet, facts),
  'compose.env': environment(lab, settings, facts),
  'prometheus/prometheus.yml': prometheusConfig(
    lab.plan.nodes.map((node) => ({ node: node.id, roles: node.roles, address: `${node.id}:${NODE_PORT}` })),
  ),
})

/** Values of docker-compose.yml's variables, which has none of its own. */
const environment = (lab: Lab, settings: Settings, facts: FileFacts): string => {
  const folder = relative(facts.root, lab.folder)
  const publicUrl = (port: number, name: string) => placeOf(urlOf(lab.bind, port), name, lab.publicUrl).publicUrl ?? ''
  const values = {
    WEIR_PROJECT: settings.project,
    // Compose reads a path without a leading dot as the name of a volume.
    WEIR_LAB: folder.startsWith('.') ? folder.replace(/^(?!\.\.?\/)/, './') : `./${folder}`,
    WEIR_BIND_PUBLISH: hostOf(lab.bind),
    WEIR_CONSOLE_PORT: lab.ports.console,
    WEIR_PROMETHEUS_PORT: lab.ports.prometheus,
    WEIR_GRAFANA_PORT: lab.ports.grafana,
    WEIR_PROMETHEUS_PUBLIC_URL: publicUrl(lab.ports.prometheus, 'prometheus'),
    WEIR_GRAFANA_PUBLIC_URL: publicUrl(lab.ports.grafana, 'grafana'),
    WEIR_DOCKER_SOCKET: settings.dockerSocket,
    WEIR_DOCKER_GROUP: facts.socketGroup,
    WEIR_PROMETHEUS_IMAGE: settings.prometheusImage,
    WEIR_GRAFANA_IMAGE: settings.grafanaImage,
    WEIR_SUBNET: settings.subnet,
    ...(facts.grafana ? { COMPOSE_PROFILES: 'grafana' } : {}),
  }
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('')
}
