// Links as Docker can change them: cut by taking the child off the link's network, and impaired by the kernel where the
// topology says `emulation: netem`. All else is left to the shaper in the child.
import type { Impair } from '@weir/relay/config'
import type Docker from 'dockerode'
import { linkName } from '../../topology/link-name.ts'
import { type PlannedLink, slotOf, slotsOf } from '../../topology/plan.ts'
import type { Lab } from '../lab.ts'
import { execIn } from './exec.ts'
import { inProject, linkNetwork } from './names.ts'
import { impairAt, netemArguments } from './netem.ts'
import { allocate, type LinkAddresses } from './subnets.ts'

export interface Ends {
  /** Container ids. */
  readonly parent: string
  readonly child: string
}

export interface LinkChanger {
  /** True when this did all that was asked, false when the shaper has to do the rest. */
  change(link: PlannedLink, impair: Impair, ends: Ends): Promise<boolean>
  /** Sets the kernel's emulation at one end, as after a start of that container. */
  emulate(link: PlannedLink, impair: Impair, end: 'parent' | 'child', containerId: string): Promise<void>
}

export const linkChanger = (
  lab: () => Lab,
  { docker, project, subnet }: { readonly docker: Docker; readonly project: string; readonly subnet: string },
): LinkChanger => {
  const addressesOf = (link: PlannedLink): LinkAddresses => {
    const { plan } = lab()
    return allocate(subnet, plan.nodes.length, slotsOf(plan)).links[slotOf(plan, link)] as LinkAddresses
  }

  const emulate: LinkChanger['emulate'] = async (link, impair, end, containerId) => {
    const wanted = impairAt(end, impair)
    const addresses = await execIn(docker, containerId, ['ip', '-json', 'address'])
    const device = deviceWith(addresses, addressesOf(link)[end])
    // Off the network: the next start or heal sets it again.
    if (!device) return
    const words = netemArguments(device, wanted)
    await execIn(docker, containerId, ['tc', ...words]).catch((error: Error) => {
      // Nothing was set, so that there is nothing to undo.
      if (words[1] === 'change') return
      throw new Error(`link ${linkName(link)}: the kernel refused netem (${error.message})`)
    })
  }

  const connected = async (link: PlannedLink, child: string): Promise<boolean> => {
    const { NetworkSettings } = await docker.getContainer(child).inspect()
    return Object.hasOwn(NetworkSettings.Networks, inProject(project, linkNetwork(link)))
  }

  return {
    emulate,
    change: async (link, impair, ends) => {
      const network = docker.getNetwork(inProject(project, linkNetwork(link)))
      const isConnected = await connected(link, ends.child)
      if (impair.partition) {
        if (isConnected) await network.disconnect({ Container: ends.child, Force: true })
        return true
      }
      if (!isConnected) {
        const IPv4Address = addressesOf(link).child
        await network.connect({ Container: ends.child, EndpointConfig: { IPAMConfig: { IPv4Address } } })
      }
      if (link.emulation !== 'netem') return false
      await emulate(link, impair, 'parent', ends.parent)
      await emulate(link, impair, 'child', ends.child)
      return true
    },
  }
}

/** Name of the interface with that address, from `ip -json address`. */
export const deviceWith = (json: string, address: string): string | undefined => {
  const devices = JSON.parse(json) as { ifname: string; addr_info: { local?: string }[] }[]
  return devices.find(({ addr_info }) => addr_info.some(({ local }) => local === address))?.ifname
}
