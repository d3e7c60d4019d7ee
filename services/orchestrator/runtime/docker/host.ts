// What a lab has to know of the host that it comes to: devices, the socket's owner, subnets that are taken. Changes nothing.
import { readdirSync, statSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { docker } from './command.ts'
import { PROJECT_LABEL } from './names.ts'
import type { HostFacts } from './service.ts'
import { overlap } from './subnets.ts'

export const videoDevices = (folder = '/dev'): HostFacts['videoDevices'] => {
  try {
    const names = readdirSync(folder).filter((name) => /^video\d+$/.test(name))
    return Object.fromEntries(names.map((name) => [`/dev/${name}`, { groupId: statSync(`${folder}/${name}`).gid }]))
  } catch {
    return {}
  }
}

/** The group that owns the engine's socket, as the engine's host has it. 0 where it can't be seen (Docker Desktop). */
export const socketGroup = (socket: string): number => {
  try {
    return statSync(socket).gid
  } catch {
    return 0
  }
}

export interface OccupiedSubnet {
  readonly subnet: string
  /** Who has it, for the message. */
  readonly owner: string
}

/** Subnets that are in use, those of the project's own networks left out. */
export const occupiedSubnets = async (project: string, signal?: AbortSignal): Promise<readonly OccupiedSubnet[]> => {
  const { stdout: ids } = await docker(['network', 'ls', '-q', '--no-trunc'], { signal })
  const list = ids.split('\n').filter(Boolean)
  const { stdout } = list.length === 0 ? { stdout: '[]' } : await docker(['network', 'inspect', ...list], { signal })
  const networks = JSON.parse(stdout || '[]') as {
    readonly Id: string
    readonly Name: string
    readonly Labels: Readonly<Record<string, string>> | null
    readonly IPAM: { readonly Config: readonly { readonly Subnet?: string }[] | null }
  }[]
  const bridges = new Set(networks.map((network) => `br-${network.Id.slice(0, 12)}`))
  const ofNetworks = networks
    .filter((network) => network.Labels?.[PROJECT_LABEL] !== project)
    .flatMap((network) =>
      (network.IPAM.Config ?? []).flatMap(({ Subnet }) =>
        Subnet && !Subnet.includes(':') ? [{ subnet: Subnet, owner: `the Docker network "${network.Name}"` }] : [],
      ),
    )
  const ofInterfaces = Object.entries(networkInterfaces())
    .filter(([name]) => !bridges.has(name) && name !== 'docker0')
    .flatMap(([name, addresses]) =>
      (addresses ?? [])
        .filter(({ family, internal, cidr }) => family === 'IPv4' && !internal && cidr)
        .map(({ cidr }) => ({ subnet: cidr as string, owner: `the interface ${name}` })),
    )
  return [...ofNetworks, ...ofInterfaces]
}

/** One sentence when the lab's range is taken, else null. Pure. */
export const subnetClash = (range: string, occupied: readonly OccupiedSubnet[]): string | null => {
  const clash = occupied.find(({ subnet }) => overlap(range, subnet))
  return clash
    ? `the lab's subnets (${range}) are in use: ${clash.owner} has ${clash.subnet}; set WEIR_SUBNET to a free range, such as 10.199.0.0/16`
    : null
}
