// Which addresses a lab's networks get. Takes the lab's range (WEIR_SUBNET) and counts, gives one small subnet a link
// and one for management; so a lab of any shape stays out of Docker's default address pools, which hold about thirty
// networks in all. Pure.
import { readSubnet, SETTINGS, type Subnet, shareAddress } from '@weir/settings'
import { counted } from '../../topology/counted.ts'

export interface LinkAddresses {
  readonly subnet: string
  readonly parent: string
  readonly child: string
}

export interface LabSubnets {
  /** The first sixteenth of the range: every node, the orchestrator and Prometheus. */
  readonly management: string
  /** The next: those of them that have a port on the host. */
  readonly published: string
  /** The one after: ingresses whose source is elsewhere. */
  readonly outside: string
  /** The last /29 of the range: Prometheus and Grafana. */
  readonly dashboards: string
  /** One /29 for each link, in order. */
  readonly links: readonly LinkAddresses[]
}

const LINK_PREFIX = 29
const LINK_SIZE = 2 ** (32 - LINK_PREFIX)
/** Network, broadcast, bridge, and the three fixed services. */
const MANAGEMENT_OVERHEAD = 6

/** Throws with one sentence when it is none. */
const parseSubnet = (text: string): Subnet => {
  const subnet = readSubnet(text)
  if (subnet === null) throw new Error(`"${text}" is no subnet, expected one such as ${SETTINGS.subnet.usual}`)
  return subnet
}

export const addressText = (address: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')

/** Throws with one sentence when the range is too small for the lab. */
export const allocate = (range: string, nodeCount: number, linkCount: number): LabSubnets => {
  const subnet = readSubnet(range)
  if (subnet === null) throw new Error(`WEIR_SUBNET="${range}", expected ${SETTINGS.subnet.expected}`)
  const { first, prefix } = subnet
  const size = 2 ** (32 - prefix)
  const managementPrefix = prefix + 4
  const managementSize = size / 16
  const linksFrom = 3 * managementSize
  const room = Math.floor((size - linksFrom) / LINK_SIZE) - 1
  if (managementSize < nodeCount + MANAGEMENT_OVERHEAD || room < linkCount)
    throw new Error(
      `WEIR_SUBNET=${range} has no room for ${counted(nodeCount, 'node')} and ${counted(linkCount, 'link')}, expected a larger range such as ${SETTINGS.subnet.usual}`,
    )
  return {
    management: `${addressText(first)}/${managementPrefix}`,
    published: `${addressText(first + managementSize)}/${managementPrefix}`,
    outside: `${addressText(first + 2 * managementSize)}/${managementPrefix}`,
    dashboards: `${addressText(first + size - LINK_SIZE)}/${LINK_PREFIX}`,
    links: Array.from({ length: linkCount }, (_, i) => {
      const start = first + linksFrom + i * LINK_SIZE
      // The bridge itself takes the first address.
      return {
        subnet: `${addressText(start)}/${LINK_PREFIX}`,
        parent: addressText(start + 2),
        child: addressText(start + 3),
      }
    }),
  }
}

/** Of this machine on a network: the engine gives it the first address. */
export const bridgeOf = (subnet: string): string => addressText(parseSubnet(subnet).first + 1)

/** Whether two subnets share an address. */
export const overlap = (one: string, other: string): boolean => shareAddress(parseSubnet(one), parseSubnet(other))
