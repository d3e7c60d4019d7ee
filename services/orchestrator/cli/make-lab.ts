// A plan and the settings to a lab that can be started.
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Settings } from '@weir/settings'
import { addressOf, isLoopback } from '../runtime/address.ts'
import type { DockerPlace, Lab } from '../runtime/lab.ts'
import { publicDoors } from '../runtime/place.ts'
import type { RuntimeName } from '../runtime/runtime.ts'
import type { Plan } from '../topology/plan.ts'

const token = () => randomBytes(24).toString('base64url')

/** Opened to a network, the lab goes by this machine's name too, also as mDNS has it; a rebound name is still neither. */
export const hostsOf = (bind: string, machine: string): string[] =>
  isLoopback(bind) ? [] : [bind, machine, `${machine}.local`]

/** `client` is for the Docker runtime: which engine. Throws with one sentence when WEIR_BIND is a name of nothing. */
export const makeLab = async (
  plan: Plan,
  runtime: RuntimeName,
  settings: Settings,
  folder: string,
  client: DockerPlace['client'] = null,
): Promise<Lab> => {
  const { publicUrl } = settings
  const ports = {
    console: settings.consolePort,
    edges: Object.fromEntries(
      plan.nodes
        .filter((node) => node.roles.includes('edge'))
        .map((node, i): [string, number] => [node.id, settings.edgePort + i]),
    ),
    nodes: settings.nodePort,
    prometheus: settings.prometheusPort,
    grafana: settings.grafanaPort,
  }
  const proxied = publicDoors({ publicUrl, ports })
  return {
    plan,
    runtime,
    controlToken: token(),
    consoleToken: token(),
    doors: {
      hosts: [...hostsOf(settings.bind, hostname()), ...proxied.hosts],
      own: proxied.own,
      origins: [...settings.origins, ...proxied.origins],
    },
    ...(await bindOf(settings.bind)),
    publicUrl,
    ports,
    folder: join(folder, plan.topology),
    ...(runtime === 'docker'
      ? { docker: { project: settings.project, subnet: settings.subnet, socket: settings.dockerSocket, client } }
      : {}),
  }
}

const bindOf = async (given: string): Promise<Pick<Lab, 'bind' | 'bindName'>> => {
  const bind = await addressOf(given)
  return bind === given ? { bind } : { bind, bindName: given }
}
