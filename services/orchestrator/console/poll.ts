// Keeps the latest /api/state of every node. Owns one timer and at most one request per node.
import type { NodeState } from '@weir/relay/config'
import type { Lab } from '../runtime/lab.ts'
import { nodeToken } from '../runtime/node-config.ts'
import type { Runtime } from '../runtime/runtime.ts'

export interface Poll {
  /** By node id; a node that does not answer has none. */
  readonly states: ReadonlyMap<string, NodeState>
  stop(): void
}

/** `everySeconds` is asked again after each round; `onRound` is called after it. */
export const pollNodes = (
  runtime: Runtime,
  lab: Pick<Lab, 'controlToken'>,
  everySeconds: () => number,
  onRound: () => void,
): Poll => {
  const states = new Map<string, NodeState>()
  const stopped = new AbortController()
  let timer: NodeJS.Timeout | undefined

  const ask = async (id: string, url: string) => {
    try {
      const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(1000)])
      // It is what viewers' addresses are told for.
      const headers = { authorization: `Bearer ${nodeToken(lab, id)}` }
      const response = await fetch(`${url}/api/state`, { signal, headers })
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
