// The files from which Docker runs a lab, all below the lab's folder. Takes the lab, the settings and facts about the host,
// gives text by path. Pure.
import type { Settings } from '@weir/settings'
import { stringify } from 'yaml'
import { hostOf, urlOf } from '../address.ts'
import type { DockerPlace, Lab } from '../lab.ts'
import { scraperToken } from '../node-config.ts'
import { placeOf } from '../place.ts'
import { prometheusConfig } from '../prometheus.ts'
import { prometheusLogin, prometheusWebConfig } from '../prometheus-login.ts'
import { grafanaHost } from './grafana-host.ts'
import { IMAGE_VARIABLES, managementName, NODE_PORT, type TierImages } from './names.ts'
import { renderCompose } from './render.ts'
import type { HostFacts } from './service.ts'

export interface FileFacts extends HostFacts {
  /** The group that owns the engine's socket. */
  readonly socketGroup: number
  /** Whether Grafana is wanted, and its image was had. */
  readonly grafana: boolean
  readonly images: TierImages
}

type Images = Pick<Settings, 'prometheusImage' | 'grafanaImage'>

export const labFiles = (
  lab: Lab,
  place: DockerPlace,
  images: Images,
  facts: FileFacts,
): Readonly<Record<string, string>> => ({
  // In a folder of its own, which is all that the orchestrator's container gets to see.
  'orchestrator/lab.json': `${JSON.stringify(lab, null, 2)}\n`,
  'compose.yaml': renderCompose(lab, place.subnet, facts),
  'compose.env': environment(lab, place, images, facts),
  'mounts.yaml': mounts(lab, place),
  'prometheus/web.yml': prometheusWebConfig(lab),
  'prometheus/prometheus.yml': prometheusConfig(
    lab.plan.nodes.map((node) => ({
      node: node.id,
      roles: node.roles,
      address: `${managementName(node.id)}:${NODE_PORT}`,
    })),
    scraperToken(lab),
  ),
})

/**
 * Values of docker-compose.yml's variables, which has none of its own. Each has a form that was checked and needs no quotes;
 * what may hold anything, as paths do, is in `mounts`.
 */
const environment = (lab: Lab, place: DockerPlace, images: Images, facts: FileFacts): string => {
  const prometheus = placeOf(urlOf(lab.bind, lab.ports.prometheus), 'prometheus', lab.publicUrl)
  const grafana = grafanaHost(lab)
  const login = prometheusLogin(lab)
  const values = {
    WEIR_PROJECT: place.project,
    WEIR_BIND_PUBLISH: hostOf(lab.bind),
    WEIR_CONSOLE_PORT: lab.ports.console,
    WEIR_PROMETHEUS_PORT: lab.ports.prometheus,
    WEIR_GRAFANA_PORT: lab.ports.grafana,
    WEIR_PROMETHEUS_PUBLIC_URL: prometheus.publicUrl ?? '',
    WEIR_PROMETHEUS_USER: login.user,
    WEIR_PROMETHEUS_PASSWORD: login.password,
    WEIR_GRAFANA_ROOT_URL: grafana.rootUrl,
    WEIR_GRAFANA_DOMAIN: grafana.domain,
    WEIR_GRAFANA_ENFORCE_DOMAIN: grafana.enforced,
    WEIR_DOCKER_GROUP: facts.socketGroup,
    [IMAGE_VARIABLES.tier]: facts.images.tier,
    [IMAGE_VARIABLES.ingress]: facts.images.ingress,
    WEIR_PROMETHEUS_IMAGE: images.prometheusImage,
    WEIR_GRAFANA_IMAGE: images.grafanaImage,
    WEIR_CPUS: Math.min(2, facts.cpus),
    ...(facts.grafana ? { COMPOSE_PROFILES: 'grafana' } : {}),
  }
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('')
}

/** The images that a lab was started with, by its compose.env; null in one that an older Weir wrote. Pure. */
export const imagesIn = (composeEnv: string): TierImages | null => {
  const given = (name: string) => new RegExp(`^${name}='(.+)'$`, 'm').exec(composeEnv)?.[1]
  const tier = given(IMAGE_VARIABLES.tier)
  const ingress = given(IMAGE_VARIABLES.ingress)
  return tier && ingress ? { tier, ingress } : null
}

/** What the fixed services see of the host: a third compose file, quoted by the library that writes it. */
const mounts = ({ folder }: Lab, { socket }: DockerPlace): string => {
  // What is not there is a mistake: the engine would make a folder of it, as root.
  const bind = (source: string, target: string) => ({ type: 'bind', source, target, bind: { create_host_path: false } })
  const read_only = true
  const services = {
    orchestrator: {
      volumes: [bind(socket, '/var/run/docker.sock'), { ...bind(`${folder}/orchestrator`, '/lab'), read_only }],
    },
    prometheus: { volumes: [{ ...bind(`${folder}/prometheus`, '/etc/weir'), read_only }] },
  }
  // Compose takes $ for a variable of its own.
  return stringify({ services }, { lineWidth: 0 }).replaceAll('$', '$$$$')
}
