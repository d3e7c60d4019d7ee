// Keeps the latest /api/state of every node. Owns one timer and at most one request per node.
import type { NodeState } from '@weir/relay/config'
import type { Runtime } from '../runtime/runtime.ts'

export interface Poll {
  /** By node id; a node that does not answer has none. */
  readonly states: ReadonlyMap<string, NodeState>
  stop(): void
}

/** `everySeconds` is asked again after each round; `onRound` is called after it. */
export const pollNodes = (runtime: Runtime, everySeconds: () => number, onRound: () => void): Poll => {
  const states = new Map<string, NodeState>()
  const stopped = new AbortController()
  let timer: NodeJS.Timeout | undefined

  const ask = async (id: string, url: string) => {
    try {
      const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(1000)])
      const response = await fetch(`${url}/api/state`, { signal })
      if (!response.ok) throw new Error(`status ${response.status}`)
      states.set(id, (await response.json()) as NodeState)
    } catch {
      // Down, frozen or not up yet: the runtime's own state of it says which.
      states.delete(id)
    }
  }
  const round = async () => {
    await Promise.all(runtime.nodes().map(({ id, internalUrl }) => ask(id, internalUrl)))
    if (stopped.signal.aborted) return
    onRound()
    timer = setTimeout(round, everySeconds() * 1000)
  }
  void round()
  return {
    states,
    stop: () => {
      stopped.abort()
      clearTimeout(timer)
    },
  }
}
