// The orchestrator's API, as the page uses it. Its types are the orchestrator's own; nothing else of it comes along. Paths
// are relative, since a proxy may have the console below one of its own.
import type { Snapshot } from '@weir/orchestrator/console/state'
import { token } from './token.ts'

export type State = Snapshot
export type LabNode = State['nodes'][number]
export type LabLink = State['links'][number]

/** Throws when there is no answer, or one that is no state. */
export const askState = async (): Promise<State> => {
  const response = await fetch('api/state')
  if (!response.ok) throw new Error(`/api/state answers ${response.status}`)
  return (await response.json()) as State
}

/** The topology, drawn; what is known of it now is for map.ts to fill in. */
export const askMap = async (): Promise<string> => (await fetch('graph.svg')).text()

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
  const shown = token()
  const headers = { 'content-type': 'application/json', ...(shown ? { authorization: `Bearer ${shown}` } : {}) }
  const response = await fetch(path, { method, headers, body: JSON.stringify(body) })
  return response.ok ? null : ((await response.json()) as { error: string }).error
}
