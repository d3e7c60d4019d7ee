// What happens to the containers of a project, as the engine tells it. Owns the stream of events, and the timer that asks for
// another when it ends.
import { type Backoff, backoffMillis, createLogLimit, steadyMicros } from '@weir/time'
import type Docker from 'dockerode'
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

const RETRY: Backoff = { firstMillis: 500, mostMillis: 10_000 }
/** A stream that lasted so long was well. */
const WELL_MICROS = 10_000_000
/** Those that change what is known of a container; a healthcheck alone makes three others. */
const ACTIONS = ['create', 'start', 'oom', 'die', 'pause', 'unpause', 'destroy', 'rename']

/** Returns what ends it. Rejects when the engine does not answer, or `onOpen` does, the first time. */
export const followEvents = async (options: EventsOptions): Promise<() => void> => {
  const { docker, project } = options
  // An engine that is restarted again and again would fill the log.
  const limit = createLogLimit()
  let closed = false
  /** Times in a row that there was no stream, or none that lasted. */
  let failures = 0
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
          .catch((error: Error) => limit('event', () => options.say(`Docker event: ${error.message}`)))
    })
    const beganMicros = steadyMicros()
    let ended = false
    const again = () => {
      if (closed || ended) return
      ended = true
      limit('ended', () => options.say('the Docker engine ended its events; asking again'))
      if (steadyMicros() - beganMicros >= WELL_MICROS) failures = 0
      retry()
    }
    stream.on('end', again).on('close', again).on('error', again)
  }

  const retry = () => {
    const waitMillis = backoffMillis(RETRY, failures++, Math.random())
    timer = setTimeout(() => {
      open().catch(() => {
        if (!closed) retry()
      })
    }, waitMillis)
  }

  await open()
  return () => {
    closed = true
    clearTimeout(timer)
    stream?.destroy?.()
  }
}
