// A lab in Docker that is changed while it runs. Compose would make every container anew whose networks are others; so it
// gets only new ones to make, and networks are connected to those that stay through the engine.
import type { Difference } from '../../apply/difference.ts'
import { linkName } from '../../topology/link-name.ts'
import { type PlannedLink, slotOf, slotsOf } from '../../topology/plan.ts'
import type { Lab } from '../lab.ts'
import { type Asking, docker, lastWords, type Output } from './command.ts'
import { inProject, linkNetwork, NETWORK_LABEL, PROJECT_LABEL, SERVICE_LABEL } from './names.ts'
import { allocate, type LinkAddresses } from './subnets.ts'

export interface ChangeContext extends Asking {
  readonly project: string
  readonly subnet: string
  /** `docker compose …` with the files of the lab as it is to be. */
  readonly compose: (args: readonly string[]) => Promise<Output>
}

const GRACE_SECONDS = '3'

const run = async (args: readonly string[], { client, signal, say }: Asking, harmless?: RegExp): Promise<string> => {
  const output = await docker(args, { client, signal, say })
  if (output.code !== 0 && !harmless?.test(output.stderr))
    throw new Error(`docker ${args.slice(0, 2).join(' ')} failed: ${lastWords(output)}`)
  return output.stdout
}

const containersOf = async (project: string, id: string, engine: Asking): Promise<readonly string[]> => {
  const labels = [`${PROJECT_LABEL}=${project}`, `${SERVICE_LABEL}=${id}`]
  const filters = labels.flatMap((label) => ['--filter', `label=${label}`])
  return (await run(['ps', '--all', '--quiet', ...filters], engine)).split('\n').filter(Boolean)
}

const endContainers = async (project: string, ids: readonly string[], engine: Asking): Promise<void> => {
  for (const id of ids)
    for (const container of await containersOf(project, id, engine)) {
      // A frozen one would not hear that it is to stop.
      await run(['unpause', container], engine, /./)
      await run(['stop', '--time', GRACE_SECONDS, container], engine, /No such container/)
      await run(['rm', '--force', container], engine, /No such container/)
    }
}

/** New containers and networks, and the ends of new links at nodes that stay. The files have been written. */
export const beginChange = async (next: Lab, difference: Difference, context: ChangeContext): Promise<void> => {
  const { project, subnet } = context
  const { plan } = next
  const subnets = allocate(subnet, plan.nodes.length, slotsOf(plan))
  const addressesOf = (link: PlannedLink) => subnets.links[slotOf(plan, link)] as LinkAddresses
  const anew = difference.restartedNodes.map(({ id }) => id)
  const made = [...difference.addedNodes, ...anew]
  const added = new Set(difference.addedLinks.map(linkName))
  const links = plan.links.filter((link) => added.has(linkName(link)))

  await endContainers(project, anew, context)
  if (made.length > 0) {
    const args = ['up', '--detach', '--no-build', '--pull', 'never', '--no-deps', '--no-recreate', ...made]
    const output = await context.compose(args)
    if (output.code !== 0) throw new Error(`docker compose up failed: ${lastWords(output)}`)
  }
  for (const link of links) {
    const network = inProject(project, linkNetwork(link))
    const addresses = addressesOf(link)
    // Between two that stay, nobody else makes it.
    if (!made.includes(link.from) && !made.includes(link.to)) {
      const labels = [`${PROJECT_LABEL}=${project}`, `${NETWORK_LABEL}=${linkNetwork(link)}`]
      const given = labels.flatMap((label) => ['--label', label])
      await run(
        ['network', 'create', '--internal', '--subnet', addresses.subnet, ...given, network],
        context,
        /already exists/,
      )
    }
    for (const [id, address] of [
      [link.from, addresses.parent],
      [link.to, addresses.child],
    ] as const) {
      if (made.includes(id)) continue
      for (const container of await containersOf(project, id, context))
        await run(['network', 'connect', '--ip', address, network, container], context, /already exists/)
    }
  }
}

/** Takes away what the lab has no more: containers, and networks with whoever is still on them. */
export const endChange = async (difference: Difference, context: ChangeContext): Promise<void> => {
  const { project } = context
  await endContainers(project, difference.removedNodes, context)
  for (const link of difference.removedLinks) {
    const network = inProject(project, linkNetwork(link))
    for (const id of [link.from, link.to])
      for (const container of await containersOf(project, id, context))
        await run(['network', 'disconnect', '--force', network, container], context, /./)
    await run(['network', 'rm', network], context, /not found|No such network/)
  }
  // Prometheus reads its file again; a lab may be without it.
  for (const container of await containersOf(project, 'prometheus', context))
    await run(['kill', '--signal', 'HUP', container], context, /./)
}
