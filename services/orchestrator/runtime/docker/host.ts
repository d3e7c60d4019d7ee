// What a lab has to know of the host that it comes to: devices, the socket's owner, subnets that are taken. Changes nothing.
import { readdirSync, statSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import type { DockerPlace } from '../lab.ts'
import { type Asking, docker } from './command.ts'
import { PROJECT_LABEL } from './names.ts'
import { readRoutes } from './routes.ts'
import type { HostFacts } from './service.ts'
import { overlap } from './subnets.ts'

/** Cores and memory of the machine that the engine runs on, which may be a virtual one. */
export const engineMachine = async (asking: Asking): Promise<{ cpus: number; memoryBytes: number }> => {
  const { stdout } = await docker(['info', '--format', '{{.NCPU}} {{.MemTotal}}'], asking)
  const [cpus = 0, memoryBytes = 0] = stdout.trim().split(' ').map(Number)
  return { cpus: cpus > 0 ? cpus : 1, memoryBytes }
}

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

/** Subnets that are in use by networks, interfaces and routes, those of the project's own networks left out. */
export const occupiedSubnets = async ({
  project,
  ...asking
}: Pick<DockerPlace, 'project'> & Asking): Promise<readonly OccupiedSubnet[]> => {
  const { stdout: ids } = await docker(['network', 'ls', '-q', '--no-trunc'], asking)
  const list = ids.split('\n').filter(Boolean)
  const { stdout } = list.length === 0 ? { stdout: '[]' } : await docker(['network', 'inspect', ...list], asking)
  const networks = JSON.parse(stdout || '[]') as {
    readonly Id: string
    readonly Name: string
    readonly Labels: Readonly<Record<string, string>> | null
    readonly IPAM: { readonly Config: readonly { readonly Subnet?: string }[] | null }
  }[]
  const bridges = new Set(['docker0', ...networks.map((network) => `br-${network.Id.slice(0, 12)}`)])
  const ofNetworks = networks
    .filter((network) => network.Labels?.[PROJECT_LABEL] !== project)
    .flatMap((network) =>
      (network.IPAM.Config ?? []).flatMap(({ Subnet }) =>
        Subnet && !Subnet.includes(':') ? [{ subnet: Subnet, owner: `the Docker network "${network.Name}"` }] : [],
      ),
    )
  const ofInterfaces = Object.entries(networkInterfaces())
    .filter(([name]) => !bridges.has(name))
    .flatMap(([name, addresses]) =>
      (addresses ?? [])
        .filter(({ family, internal, cidr }) => family === 'IPv4' && !internal && cidr)
        .map(({ cidr }) => ({ subnet: cidr as string, owner: `the interface ${name}` })),
    )
  const ofRoutes = (await readRoutes())
    .filter(({ device }) => !bridges.has(device))
    .map(({ subnet, device }) => ({
      subnet,
      owner: device === '' ? 'a route of this machine' : `the route by ${device}`,
    }))
  return [...ofNetworks, ...ofInterfaces, ...ofRoutes]
}

/** One sentence when the lab's range is taken, else null. Pure. */
export const subnetClash = (range: string, occupied: readonly OccupiedSubnet[]): string | null => {
  const clash = occupied.find(({ subnet }) => overlap(range, subnet))
  const free = ['10.199.0.0/16', '172.31.0.0/16', '192.168.192.0/20']
  const other = free.find((candidate) => !occupied.some(({ subnet }) => overlap(candidate, subnet))) ?? free[0]
  return clash
    ? `the lab's subnets (${range}) are in use: ${clash.owner} has ${clash.subnet}; set WEIR_SUBNET to a free range, such as ${other}`
    : null
}
