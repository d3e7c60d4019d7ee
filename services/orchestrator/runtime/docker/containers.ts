// The containers of a Compose project: state, address, restarts and last exit of each, kept fresh by the engine's events.
import { createLogLimit } from '@weir/time'
import type Docker from 'dockerode'
import type { NodeRunState } from '../runtime.ts'
import { exitInWords, stateOf } from './container-state.ts'
import { type ContainerEvent, followEvents } from './engine-events.ts'
import { inProject, PROJECT_LABEL, SERVICE_LABEL } from './names.ts'

export interface SeenContainer {
  readonly containerId: string
  readonly state: NodeRunState
  /** On the management network; null until it has run. */
  readonly managementAddress: string | null
  /** On every network that it is on now. */
  readonly addresses: readonly string[]
  readonly restarts: number
  readonly lastExit: string | null
}

export interface ContainerWatch {
  /** By Compose's service name, which is the node's id. */
  get(service: string): SeenContainer | undefined
  /** Whether one of them has this address. */
  hasAddress(address: string): boolean
  /** Asks the engine now. */
  refresh(service: string): Promise<void>
  close(): void
}

export interface WatchOptions {
  readonly docker: Docker
  readonly project: string
  readonly say: (line: string) => void
  /** Called for each container that runs and did not before. */
  readonly onRunning: (service: string, containerId: string) => void
}

const OOM_MILLIS = 5000

/** Rejects when the engine does not answer. */
export const watchContainers = async ({ docker, project, say, onRunning }: WatchOptions): Promise<ContainerWatch> => {
  const seen = new Map<string, SeenContainer>()
  const died = new Set<string>()
  const lastExit = new Map<string, { readonly code: number; readonly atMillis: number }>()
  const oomAtMillis = new Map<string, number>()
  const limit = createLogLimit()
  // The end and its reason come within moments of each other, in either order.
  const isRecent = (atMillis: number | undefined) => atMillis !== undefined && performance.now() - atMillis < OOM_MILLIS

  let looks = 0
  /** By service, which look what is known of it came from. */
  const seenAt = new Map<string, number>()

  const look = async (service: string, containerId: string, change: Partial<SeenContainer> = {}) => {
    looks += 1
    const began = looks
    const inspected = await docker
      .getContainer(containerId)
      .inspect()
      .catch((error: { statusCode?: number }) => {
        if (error.statusCode !== 404) throw error
        return null
      })
    // After the answer: another look may have been quicker, at an event that tells more than this one.
    const before = seen.get(service)
    if (!inspected) {
      // A recreated container has its successor in place already.
      if (before?.containerId === containerId) seen.delete(service)
      return
    }
    if (before?.containerId === containerId && began < (seenAt.get(service) ?? 0)) {
      seen.set(service, { ...before, ...change })
      return
    }
    seenAt.set(service, began)
    const networks = Object.values(inspected.NetworkSettings.Networks)
    const address = inspected.NetworkSettings.Networks[inProject(project, 'management')]?.IPAddress
    const state = stateOf(inspected.State)
    seen.set(service, {
      restarts: before?.restarts ?? 0,
      lastExit: before?.lastExit ?? null,
      ...change,
      containerId,
      state,
      managementAddress: address || before?.managementAddress || null,
      addresses: networks.flatMap((network) => [network.IPAddress, network.GlobalIPv6Address].filter(Boolean)),
    })
    const was = before?.containerId === containerId ? before.state : null
    if (state === 'running' && was !== 'running' && was !== 'frozen') onRunning(service, containerId)
  }

  const lookAtAll = async () => {
    const list = await docker.listContainers({ all: true, filters: { label: [`${PROJECT_LABEL}=${project}`] } })
    await Promise.all(list.map((container) => look(container.Labels[SERVICE_LABEL] ?? '', container.Id)))
  }

  const onEvent = async ({ Action, Actor }: ContainerEvent) => {
    const service = Actor.Attributes[SERVICE_LABEL]
    if (!service) return
    const change: { lastExit?: string; restarts?: number } = {}
    if (Action === 'oom') {
      oomAtMillis.set(Actor.ID, performance.now())
      // What is killed may be a child of the node's process, which then says only that it was.
      limit(service, () => say(`${service}: a process was killed for want of memory, at the limit of its container`))
      const exit = lastExit.get(Actor.ID)
      if (exit && isRecent(exit.atMillis)) change.lastExit = exitInWords(exit.code, true)
    }
    if (Action === 'die') {
      const code = Number(Actor.Attributes.exitCode)
      died.add(Actor.ID)
      lastExit.set(Actor.ID, { code, atMillis: performance.now() })
      change.lastExit = exitInWords(code, isRecent(oomAtMillis.get(Actor.ID)))
    }
    if (Action === 'destroy') for (const known of [died, lastExit, oomAtMillis]) known.delete(Actor.ID)
    if (Action === 'start' && died.delete(Actor.ID)) change.restarts = (seen.get(service)?.restarts ?? 0) + 1
    await look(service, Actor.ID, change)
  }

  const close = await followEvents({ docker, project, say, onOpen: lookAtAll, onEvent })
  return {
    get: (service) => seen.get(service),
    hasAddress: (address) => [...seen.values()].some(({ addresses }) => addresses.includes(address)),
    refresh: async (service) => {
      const containerId = seen.get(service)?.containerId
      if (containerId) await look(service, containerId)
    },
    close,
  }
}
