// What happens to the containers of a project, as the engine tells it. Owns the stream of events, and the timer that asks for
// another when it ends.
import type Docker from 'dockerode'
import { sayLimited } from '../say-limited.ts'
import { PROJECT_LABEL } from './names.ts'

export interface ContainerEvent {
  readonly Action: string
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> }
}

export interface EventsOptions {
  readonly docker: Docker
  readonly project: string
  readonly say: (line: string) => void
  /** Whenever a stream has been opened: what happened before is to be looked up, what happens from now on comes. */
  readonly onOpen: () => Promise<void>
  /** One after the other: a start must not overtake its die. */
  readonly onEvent: (event: ContainerEvent) => Promise<void>
}

const RETRY_MILLIS = 1000
/** Those that change what is known of a container; a healthcheck alone makes three others. */
const ACTIONS = ['create', 'start', 'oom', 'die', 'pause', 'unpause', 'destroy', 'rename']

/** Returns what ends it. Rejects when the engine does not answer, or `onOpen` does, the first time. */
export const followEvents = async (options: EventsOptions): Promise<() => void> => {
  const { docker, project } = options
  // An engine that is restarted again and again would fill the log.
  const say = sayLimited(options.say)
  let closed = false
  let stream: (NodeJS.ReadableStream & { destroy?: () => void }) | null = null
  let timer: NodeJS.Timeout | undefined

  const open = async () => {
    const label = [`${PROJECT_LABEL}=${project}`]
    stream = await docker.getEvents({ filters: { label, type: ['container'], event: ACTIONS } })
    await options.onOpen()
    let rest = ''
    let queue = Promise.resolve()
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines.filter((part) => part.trim() !== ''))
        queue = queue
          .then(() => options.onEvent(JSON.parse(line)))
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
      open().catch(() => {
        if (!closed) retry()
      })
    }, RETRY_MILLIS)
  }

  await open()
  return () => {
    closed = true
    clearTimeout(timer)
    stream?.destroy?.()
  }
}
