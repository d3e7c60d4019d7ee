// Changes links while they run. Remembers what was set, so that a child that comes back from a crash with the topology's
// impairment gets the newer one again.

import { isDeepStrictEqual } from 'node:util'
import { reasonOf } from '@weir/reason'
import { type Impair, type NodeState, VIEWERS } from '@weir/relay/config'
import type { Lab } from '../runtime/lab.ts'
import { nodeToken } from '../runtime/node-config.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { linkName } from '../topology/link-name.ts'

export interface Links {
  /** Throws with one sentence when the child does not take it. */
  change(from: string, to: string, impair: Impair): Promise<void>
  /** What was set last; undefined while the link is as the topology has it. */
  wanted(from: string, to: string): Impair | undefined
  /** These links are gone, or are what the file says now. */
  forget(links: readonly { readonly from: string; readonly to: string }[]): void
  /** After each round of states. */
  reapply(states: ReadonlyMap<string, NodeState>): void
}

export const linkChanges = (runtime: Runtime, lab: Pick<Lab, 'controlToken'>): Links => {
  const wanted = new Map<string, { from: string; to: string; impair: Impair; byRuntime: boolean }>()

  /** True when the runtime did it, which then sees to it by itself; the child's shaper knows nothing of it. */
  const put = async (from: string, to: string, impair: Impair): Promise<boolean> => {
    // A last mile is emulated at the edge, every other link at its child.
    const { id, end } = to === VIEWERS ? { id: from, end: VIEWERS } : { id: to, end: from }
    if (to !== VIEWERS && (await runtime.changeLink?.(from, to, impair))) return true
    const emulates = runtime.nodes().find((node) => node.id === id)
    // Its socket would take the change, and it would act on it when it is thawed, whatever has been said by then.
    if (emulates?.state === 'frozen')
      throw new Error(`${id} is frozen, so that nothing is changed; \`weir thaw ${id}\` lets it go on`)
    const response = await fetch(`${emulates?.internalUrl}/api/links/${encodeURIComponent(end)}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${nodeToken(lab, id)}` },
      body: JSON.stringify(impair),
      signal: AbortSignal.timeout(2000),
    }).catch((error: Error) => {
      throw new Error(`${id} is ${emulates?.state} and does not answer: ${reasonOf(error)}`)
    })
    if (!response.ok) throw new Error(`${id} refused (${response.status}): ${(await response.text()).slice(0, 200)}`)
    return false
  }

  return {
    change: async (from, to, impair) => {
      const byRuntime = await put(from, to, impair)
      wanted.set(linkName({ from, to }), { from, to, impair, byRuntime })
    },
    wanted: (from, to) => wanted.get(linkName({ from, to }))?.impair,
    forget: (links) => {
      for (const link of links) wanted.delete(linkName(link))
    },
    reapply: (states) => {
      for (const { from, to, impair, byRuntime } of wanted.values()) {
        if (byRuntime) continue
        const has =
          to === VIEWERS
            ? states.get(from)?.lastMile
            : states.get(to)?.parents.find((parent) => parent.id === from)?.impair
        // A failure shows on the next round, which tries again.
        if (has && !isDeepStrictEqual(has, impair)) put(from, to, impair).catch(() => {})
      }
    },
  }
}
