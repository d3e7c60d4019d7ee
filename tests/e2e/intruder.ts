// What a page tries that is not of the lab: to watch, to read, to change. Runs in a browser's page.
import type { TestPage } from '@weir/test-support'

export interface Places {
  readonly edge: string
  /** Nodes besides the edge that this machine reaches. */
  readonly others: readonly string[]
  readonly console: string
  readonly prometheus: string | null
  readonly stream: string
}

/** By what was tried: `refused`, or how far it came. */
export type Outcome = Readonly<Record<string, string>>

const webSocket = (url: string): string => url.replace(/^http/, 'ws')

const attempts = ({ edge, others, console, prometheus, stream }: Places): (readonly [string, string])[] => [
  [`watch ${edge}/mse`, `watch('${webSocket(edge)}/mse/${stream}')`],
  ...[edge, ...others].flatMap((url): [string, string][] => [
    [`watch ${url}/push`, `watch('${webSocket(url)}/push', 'weir.push.1')`],
    [`read ${url}/api/state`, `read('${url}/api/state')`],
    [`read ${url}/healthz`, `read('${url}/healthz')`],
    [`read ${url}/metrics`, `read('${url}/metrics')`],
  ]),
  [`read ${edge}/mse`, `read('${edge}/mse/${stream}')`],
  [`read ${edge}/api/streams`, `read('${edge}/api/streams')`],
  [`report to ${edge}`, `read('${edge}/api/beacon', { method: 'POST', body: '{}' })`],
  [`read ${console}/api/state`, `read('${console}/api/state')`],
  [`kill by ${console}`, `read('${console}/api/nodes/edge1/kill', ${JSON_POST})`],
  [`kill by a form at ${console}`, `read('${console}/api/nodes/edge1/kill', { method: 'POST', mode: 'no-cors' })`],
  ...(prometheus ? [[`read ${prometheus}`, `read('${prometheus}/api/v1/query?query=up')`] as const] : []),
]

const JSON_POST = `{ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }`

/** Opened is watched: what comes then is for whoever has been let in. */
const TOOLS = `
  const watch = (url, protocol) => new Promise((done) => {
    const socket = new WebSocket(url, protocol ? [protocol] : [])
    socket.onopen = () => { done('opened'); socket.close() }
    socket.onerror = () => done('refused')
  })
  const read = async (url, init) => {
    try {
      const answer = await fetch(url, init)
      return answer.ok && (await answer.text()) !== '' ? 'read' : 'refused'
    } catch { return 'refused' }
  }`

export const intrude = async (page: TestPage, places: Places): Promise<Outcome> => {
  const tried = attempts(places).map(([what, code]) => `[${JSON.stringify(what)}, await ${code}]`)
  return page.evaluate<Outcome>(`(async () => { ${TOOLS}; return Object.fromEntries([${tried.join(',')}]) })()`)
}
