// The Docker runtime as the orchestrator sees it, from inside its own container: the lab's containers by the labels that
// Compose gave them, followed by the engine's events, broken and mended through its API. Owns one event stream; the
// containers belong to `docker compose`.
import type Docker from 'dockerode'
import { notFound } from '../../topology/did-you-mean.ts'
import { linkName } from '../../topology/link-name.ts'
import { urlOf } from '../address.ts'
import type { Lab } from '../lab.ts'
import { wiringOf } from '../node-config.ts'
import { edgePort } from '../published-ports.ts'
import type { RunningNode, Runtime } from '../runtime.ts'
import { watchContainers } from './containers.ts'
import { engineError, missingDevice } from './engine-error.ts'
import { applyFault, GRACE_SECONDS } from './faults.ts'
import { linkChanger } from './links.ts'
import { managementName, NODE_PORT } from './names.ts'
import { lacksDevices, remake } from './remake.ts'
import { containerAddresses, labNetworks } from './service.ts'
import { patiently, within } from './within.ts'

export interface DockerRuntimeOptions {
  readonly docker: Docker
  readonly say: (line: string) => void
}

/** Rejects with one sentence when the engine does not answer. */
export const dockerRuntime = async (first: Lab, options: DockerRuntimeOptions): Promise<Runtime> => {
  const { docker } = options
  let lab = first
  if (!lab.docker)
    throw new Error('the record of this lab does not say where it is in Docker, expected project and subnet')
  const { project, subnet } = lab.docker
  const links = linkChanger(() => lab, { docker, project, subnet })
  // What netem links do now, by name; a container that starts begins with clean interfaces.
  const netemLinks = () => lab.plan.links.filter((link) => link.emulation === 'netem')
  const emulated = new Map(netemLinks().map((link) => [linkName(link), link.impair]))
  const onRunning = (id: string, containerId: string) => {
    for (const link of netemLinks()) {
      const impair = emulated.get(linkName(link)) ?? link.impair
      const end = link.from === id ? 'parent' : link.to === id ? 'child' : null
      if (!end) continue
      links.emulate(link, impair, end, containerId).catch((error: Error) => {
        options.say(engineError(error, `link ${linkName(link)} can't be emulated`).message)
      })
    }
  }
  const cannot = "the lab's containers can't be watched"
  // The engine answers for a container once it has started it, and a crowded machine starts many at a time: to end here, and
  // be started again, would add to that.
  const watched = watchContainers({ docker, project, say: options.say, onRunning })
  const watch = await patiently(cannot, watched, options.say).catch((error: Error) => {
    throw engineError(error, cannot)
  })

  const containerOf = (id: string) => {
    const known = lab.plan.nodes.map((node) => node.id)
    if (!known.includes(id)) throw new Error(notFound('node', id, known))
    const seen = watch.get(id)
    if (!seen) throw new Error(`${id} has no container; expected one of project ${project}`)
    return seen
  }

  const startAnew = async (id: string, containerId: string): Promise<void> => {
    const gone = await remake(docker, containerId, GRACE_SECONDS)
    if (gone.length > 0) options.say(`${id} runs without ${gone.join(', ')}, which the host has no more`)
  }

  const running = (id: string): RunningNode => {
    const seen = watch.get(id)
    const port = edgePort(lab, id)
    return {
      id,
      state: seen?.state ?? 'starting',
      url: port === undefined ? null : urlOf(lab.bind, port),
      // The name resolves on the management network; the address serves who asks from the host.
      internalUrl: `http://${seen?.managementAddress ?? managementName(id)}:${NODE_PORT}`,
      restarts: seen?.restarts ?? 0,
      lastExit: seen?.lastExit ?? null,
    }
  }

  return {
    name: 'docker',
    nodes: () => lab.plan.nodes.map((node) => running(node.id)),
    fault: async (id, fault) => {
      const { containerId, state } = containerOf(id)
      const starts = fault === 'restart' || (fault === 'start' && state !== 'running' && state !== 'frozen')
      const doIt = async () => {
        const container = docker.getContainer(containerId)
        if (starts && lacksDevices(await container.inspect())) await startAnew(id, containerId)
        else
          await applyFault(container, id, state, fault).catch(async (error: Error) => {
            if (!starts || !missingDevice(error)) throw error
            await startAnew(id, containerId)
          })
      }
      const what = `${id} can't ${fault}`
      const done = doIt().finally(() => watch.refresh(id))
      await within(what, done).catch((error: Error) => {
        throw engineError(error, what)
      })
    },
    changeLink: async (from, to, impair) => {
      const link = lab.plan.links.find((candidate) => candidate.from === from && candidate.to === to)
      if (!link) throw new Error(notFound('link', linkName({ from, to }), lab.plan.links.map(linkName)))
      const ends = { parent: containerOf(from).containerId, child: containerOf(to).containerId }
      const what = `link ${linkName(link)} can't be changed`
      const done = await within(what, links.change(link, impair, ends)).catch((error: Error) => {
        throw engineError(error, what)
      })
      if (emulated.has(linkName(link))) emulated.set(linkName(link), impair)
      return done
    },
    hasAddress: (address) => watch.hasAddress(address),
    wiring: (id) => wiringOf(lab.plan, id, containerAddresses(lab, labNetworks(lab, subnet))),
    // Containers and networks are the command line's to make and to end: it has Compose.
    apply: async (next, difference, rewired) => {
      lab = next
      const changed = new Set([...difference.addedLinks, ...difference.changedLinks].map(linkName))
      for (const link of netemLinks()) {
        if (!changed.has(linkName(link))) continue
        emulated.set(linkName(link), link.impair)
        for (const [end, id] of [
          ['parent', link.from],
          ['child', link.to],
        ] as const) {
          const seen = watch.get(id)
          if (seen?.state === 'running') await links.emulate(link, link.impair, end, seen.containerId)
        }
      }
      await rewired()
    },
    get prometheusUrl() {
      return watch.get('prometheus') ? urlOf(lab.bind, lab.ports.prometheus) : null
    },
    // By its service's name, which is there or not as its container is.
    prometheusInternalUrl: 'http://prometheus:9090',
    get grafanaUrl() {
      return watch.get('grafana') ? urlOf(lab.bind, lab.ports.grafana) : null
    },
    close: async () => watch.close(),
  }
}
