// Finds the edges of the lab that runs here, for when the user names none: from the file that the orchestrator leaves in
// its state folder, else from the console.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Edge {
  /** Null when all that is known of it is where it is. */
  readonly id: string | null
  readonly url: string
}

/** The edges in what `weir status --json`, the console's /api/state and .weir/current.json have in common. */
export const edgesIn = (state: unknown): Edge[] => {
  const nodes = (state as { nodes?: unknown } | null)?.nodes
  if (!Array.isArray(nodes)) return []
  return nodes.flatMap((node: { id?: unknown; roles?: unknown; url?: unknown } | null) =>
    Array.isArray(node?.roles) && node.roles.includes('edge') && typeof node.url === 'string'
      ? [{ id: typeof node.id === 'string' ? node.id : null, url: node.url }]
      : [],
  )
}

const FETCH_MILLIS = 2000

const ask = async (url: URL): Promise<unknown> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_MILLIS) })
    return answer.ok ? await answer.json() : null
  } catch {
    return null
  }
}
const askConsole = async (consoleUrl: string): Promise<Edge[]> => edgesIn(await ask(new URL('/api/state', consoleUrl)))

export interface Where {
  /** The orchestrator's state folder, `.weir`. */
  readonly stateFolder: string
  /** The console, as in http://127.0.0.1:8080. */
  readonly consoleUrl: string
}

/** The running lab's edges; empty when no lab answers. */
export const discoverEdges = async ({ stateFolder, consoleUrl }: Where): Promise<Edge[]> => {
  let current: unknown
  try {
    current = JSON.parse(await readFile(join(stateFolder, 'current.json'), 'utf8'))
  } catch {
    return askConsole(consoleUrl)
  }
  const edges = edgesIn(current)
  if (edges.length > 0) return edges
  const named = (current as { console?: unknown } | null)?.console
  return askConsole(typeof named === 'string' ? named : consoleUrl)
}

/** Why there are no edges: no lab, or one that has left its record and whose orchestrator does not answer any more. */
export const whyNoEdges = async ({ stateFolder, consoleUrl }: Where): Promise<string> => {
  const record = await readFile(join(stateFolder, 'current.json'), 'utf8')
    .then(JSON.parse)
    .catch(() => null)
  const { console, lab } = (record ?? {}) as { console?: unknown; lab?: { plan?: { topology?: unknown } } | null }
  const topology = lab?.plan?.topology
  return typeof topology === 'string' && typeof console === 'string'
    ? `the orchestrator of ${topology} does not answer on ${console}; \`make status\` says what is left, \`make down\` ends it`
    : `no lab answers on ${consoleUrl}: start one with make up, or give --edge`
}

/** Whether the text says where an edge is, and not which of the lab's it is. */
export const isAddress = (text: string): boolean => /[/:.]/.test(text) || text === 'localhost'

/** Addresses for what was asked for: itself, or that of the lab's edge of that id. Throws an Error with one sentence. */
export const chooseEdges = (asked: readonly string[], known: readonly Edge[]): Edge[] =>
  asked.map((text) => {
    if (isAddress(text)) return { id: null, url: text }
    const edge = known.find(({ id }) => id === text)
    if (edge) return edge
    const ids = known.flatMap(({ id }) => id ?? [])
    const expected = ids.length > 0 ? ids.join(', ') : 'an address such as http://127.0.0.1:8081, since no lab answers'
    throw new Error(`no edge ${JSON.stringify(text)}, expected ${ids.length > 1 ? 'one of ' : ''}${expected}`)
  })

/** Names of the streams that an edge has; null when it does not say. */
export const streamsAt = async (edge: string): Promise<string[] | null> => {
  const page = new URL(/^[a-z]+:\/\//.test(edge) ? edge.replace(/^ws/, 'http') : `http://${edge}`)
  const answer = (await ask(new URL('/api/streams', page))) as { streams?: { name?: unknown }[] } | null
  if (!Array.isArray(answer?.streams)) return null
  return answer.streams.flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
}

/** Why nobody will ever see that stream, or null. An edge that has none yet, or does not say, may still get it. */
export const noSuchStream = (stream: string, at: readonly (readonly string[] | null)[]): string | null => {
  const names = [...new Set(at.flatMap((each) => each ?? []))]
  const unsure = at.some((each) => each === null || each.length === 0)
  return unsure || names.includes(stream)
    ? null
    : `no stream ${JSON.stringify(stream)}, expected ${names.length > 1 ? 'one of ' : ''}${names.join(', ')}`
}
