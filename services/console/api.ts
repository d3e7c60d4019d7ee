// The orchestrator's API, as the page uses it. Its types are the orchestrator's own; nothing else of it comes along. Paths
// are relative, since a proxy may have the console below one of its own.
import type { Snapshot } from '@weir/orchestrator/console/state'
import type { Lock } from './lock.ts'
import { token } from './token.ts'

export type State = Snapshot
export type LabNode = State['nodes'][number]
export type LabLink = State['links'][number]

const ANSWER_MILLIS = 5000
/** A container takes its time to end. */
const CHANGE_MILLIS = 60_000

const authorization = (): Record<string, string> => {
  const shown = token()
  return shown ? { authorization: `Bearer ${shown}` } : {}
}

const ask = async (path: string): Promise<Response> => {
  const response = await fetch(path, { headers: authorization(), signal: AbortSignal.timeout(ANSWER_MILLIS) })
  if (!response.ok) throw new Error(`${path} answers ${response.status}`)
  return response
}

/** With what the orchestrator makes of this page's token. Throws when there is no answer, or one that is no state. */
export const askState = async (): Promise<{ state: State; lock: Lock }> => {
  const response = await ask('api/state')
  return { state: (await response.json()) as State, lock: (response.headers.get('weir-token') ?? 'open') as Lock }
}

/** The topology, drawn; what is known of it now is for map.ts to fill in. Throws when there is no answer. */
export const askMap = async (): Promise<string> => (await ask('graph.svg')).text()

/** One change of the lab. */
export interface Change {
  readonly method: 'POST' | 'PUT'
  readonly path: string
  readonly body: object
}

export const fault = (node: LabNode, name: string): Change => ({
  method: 'POST',
  path: `api/nodes/${node.id}/${name}`,
  body: {},
})

export const impair = (link: LabLink, to: LabLink['impair']): Change => ({
  method: 'PUT',
  path: `api/links/${link.from}/${link.to}`,
  body: to,
})

/** Returns why it was not done, null when it was. */
export const request = async ({ method, path, body }: Change): Promise<string | null> => {
  const headers = { 'content-type': 'application/json', ...authorization() }
  const signal = AbortSignal.timeout(CHANGE_MILLIS)
  const send = () => fetch(path, { method, headers, body: JSON.stringify(body), signal })
  // A browser breaks off what is on its way when a network of its machine changes, as it does when a container starts. What
  // a PUT says may be said twice (RFC 9110, 9.2.2); of a fault nobody knows whether it was carried out.
  const response = await send().catch((error: unknown) => {
    if (method !== 'PUT' || signal.aborted) throw error
    return send()
  })
  return response.ok ? null : ((await response.json()) as { error: string }).error
}
