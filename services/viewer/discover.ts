// Finds the edges of the lab that runs here, for when the user names none: from the file that the orchestrator leaves in
// its state folder, else from the console.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The edges in what `weir status --json`, the console's /api/state and .weir/current.json have in common. */
export const edgesIn = (state: unknown): string[] => {
  const nodes = (state as { nodes?: unknown } | null)?.nodes
  if (!Array.isArray(nodes)) return []
  return nodes.flatMap((node: { roles?: unknown; url?: unknown } | null) =>
    Array.isArray(node?.roles) && node.roles.includes('edge') && typeof node.url === 'string' ? [node.url] : [],
  )
}

const FETCH_MILLIS = 2000

const ask = async (consoleUrl: string): Promise<string[]> => {
  try {
    const answer = await fetch(new URL('/api/state', consoleUrl), { signal: AbortSignal.timeout(FETCH_MILLIS) })
    return answer.ok ? edgesIn(await answer.json()) : []
  } catch {
    return []
  }
}

export interface Where {
  /** The orchestrator's state folder, `.weir`. */
  readonly stateFolder: string
  /** The console, as in http://127.0.0.1:8080. */
  readonly consoleUrl: string
}

/** Pages of the running lab's edges; empty when no lab answers. */
export const discoverEdges = async ({ stateFolder, consoleUrl }: Where): Promise<string[]> => {
  let current: unknown
  try {
    current = JSON.parse(await readFile(join(stateFolder, 'current.json'), 'utf8'))
  } catch {
    return ask(consoleUrl)
  }
  const edges = edgesIn(current)
  if (edges.length > 0) return edges
  const named = (current as { console?: unknown } | null)?.console
  return ask(typeof named === 'string' ? named : consoleUrl)
}
