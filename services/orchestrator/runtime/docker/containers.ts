// Follows the containers of a Compose project: state, address, restarts and last exit of each, kept fresh by the engine's
// events. Owns the event stream and the timer that opens it again.
import type Docker from 'dockerode'
import type { NodeRunState } from '../runtime.ts'

export interface SeenContainer {
  readonly containerId: string
  readonly state: NodeRunState
  /** On the management network; null until it has run. */
  readonly managementAddress: string | null
  readonly restarts: number
  readonly lastExit: string | null
}

export interface ContainerWatch {
  /** By Compose's service name, which is the node's id. */
  get(service: string): SeenContainer | undefined
  /** Asks the engine now. */
  refresh(service: string): Promise<void>
  close(): void
}

type Inspected = Awaited<ReturnType<Docker.Container['inspect']>>

const SERVICE = 'com.docker.compose.service'
const RETRY_MS = 1000
/** Events that change what is kept here; healthchecks alone make two others every ten seconds. */
const EVENTS = ['create', 'start', 'die', 'pause', 'unpause', 'destroy', 'rename']

/** What a container's state is called here. Pure. */
export const stateOf = (state: Pick<Inspected['State'], 'Status'>): NodeRunState => {
  switch (state.Status) {
    case 'running':
      return 'running'
    case 'paused':
      return 'frozen'
    case 'restarting':
      return 'restarting'
    case 'created':
      return 'starting'
    // The engine restarts what fails, so that what stays down was put down.
    case 'exited':
    case 'removing':
      return 'stopped'
    default:
      return 'failed'
  }
}

/** A container's exit in words. From 128 up a shell's convention: the number of the signal is the rest. Pure. */
export const exitInWords = (code: number): string => {
  const signals: Readonly<Record<number, string>> = {
    130: 'SIGINT',
    134: 'SIGABRT',
    137: 'SIGKILL',
    139: 'SIGSEGV',
    143: 'SIGTERM',
  }
  return signals[code] ? `killed by ${signals[code]}` : `exited with code ${code}`
}

/** Rejects when the engine does not answer. */
export const watchContainers = async (
  docker: Docker,
  project: string,
  say: (line: string) => void,
  onRunning: (service: string, containerId: string) => void,
): Promise<ContainerWatch> => {
  const filters = { label: [`com.docker.compose.project=${project}`] }
  const seen = new Map<string, SeenContainer>()
  const died = new Set<string>()
  let closed = false
  let stream: (NodeJS.ReadableStream & { destroy?: () => void }) | null = null
  let timer: NodeJS.Timeout | undefined

  const look = async (service: string, containerId: string, change: Partial<SeenContainer> = {}) => {
    const before = seen.get(service)
    try {
      const inspected = await docker.getContainer(containerId).inspect()
      const address = inspected.NetworkSettings.Networks[`${project}_management`]?.IPAddress
      seen.set(service, {
        restarts: before?.restarts ?? 0,
        lastExit: before?.lastExit ?? null,
        ...change,
        containerId,
        state: stateOf(inspected.State),
        managementAddress: address || before?.managementAddress || null,
      })
      const [was, is] = [before?.containerId === containerId ? before.state : null, seen.get(service)?.state]
      if (is === 'running' && was !== 'running' && was !== 'frozen') onRunning(service, containerId)
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode !== 404) throw error
      // A recreated container has its successor in place already.
      if (before?.containerId === containerId) seen.delete(service)
    }
  }

  const lookAtAll = async () => {
    const list = await docker.listContainers({ all: true, filters })
    await Promise.all(list.map((container) => look(container.Labels[SERVICE] ?? '', container.Id)))
  }

  const onEvent = async (event: { Action: string; Actor: { ID: string; Attributes: Record<string, string> } }) => {
    const service = event.Actor.Attributes[SERVICE]
    if (!service) return
    const before = seen.get(service)
    const change: { lastExit?: string; restarts?: number } = {}
    if (event.Action === 'die') {
      died.add(event.Actor.ID)
      change.lastExit = exitInWords(Number(event.Actor.Attributes.exitCode))
    }
    if (event.Action === 'start' && died.delete(event.Actor.ID)) change.restarts = (before?.restarts ?? 0) + 1
    await look(service, event.Actor.ID, change)
  }

  const follow = async () => {
    stream = await docker.getEvents({ filters: { ...filters, type: ['container'], event: EVENTS } })
    // Looked at after the stream is open, so that nothing happens in between unseen.
    await lookAtAll()
    let rest = ''
    // One after the other: a start must not overtake its die.
    let queue = Promise.resolve()
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines.filter((part) => part.trim() !== ''))
        queue = queue
          .then(() => onEvent(JSON.parse(line)))
          .catch((error: Error) => say(`Docker event: ${error.message}`))
    })
    let ended = false
    const again = () => {
      if (closed || ended) return
      ended = true
      say('the Docker engine ended its events; asking again')
      retry()
    }
    stream.on('end', again).on('close', again).on('error', again)
  }

  const retry = () => {
    timer = setTimeout(() => {
      follow().catch(() => {
        if (!closed) retry()
      })
    }, RETRY_MS)
  }

  await follow()
  return {
    get: (service) => seen.get(service),
    refresh: async (service) => {
      const containerId = seen.get(service)?.containerId
      if (containerId) await look(service, containerId)
    },
    close: () => {
      closed = true
      clearTimeout(timer)
      stream?.destroy?.()
    },
  }
}
