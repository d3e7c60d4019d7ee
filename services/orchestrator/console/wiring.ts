// Tells nodes that stay whom they are to know now, after the lab's file was changed. Remembers whom it told: a container that
// starts again does so with the environment it was made with, and is told once more.

import { isDeepStrictEqual } from 'node:util'
import { reasonOf } from '@weir/reason'
import type { NodeState, Wiring } from '@weir/relay/config'
import type { Lab } from '../runtime/lab.ts'
import { nodeToken } from '../runtime/node-config.ts'
import type { Runtime } from '../runtime/runtime.ts'

export interface WiringChanges {
  /**
   * Tells each of these nodes that runs; rejects with one sentence when one of them does not take it. One that is down is
   * told when it answers.
   */
  tell(ids: readonly string[], states: ReadonlyMap<string, NodeState>): Promise<void>
  /** After each round of states. */
  reapply(states: ReadonlyMap<string, NodeState>): void
  forget(ids: readonly string[]): void
}

export const wiringChanges = (runtime: Runtime, lab: Pick<Lab, 'controlToken'>): WiringChanges => {
  /** Nodes that were told, and whether they have taken it. */
  const told = new Map<string, boolean>()
  /** Uptime of each in the last round: one that has less by now is another process. */
  const seen = new Map<string, number>()

  const put = async (id: string) => {
    const node = runtime.nodes().find((one) => one.id === id)
    const response = await fetch(`${node?.internalUrl}/api/wiring`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${nodeToken(lab, id)}` },
      body: JSON.stringify(runtime.wiring(id)),
      signal: AbortSignal.timeout(2000),
    }).catch((error: Error) => {
      throw new Error(`${id} does not answer: ${reasonOf(error)}`)
    })
    if (!response.ok) throw new Error(`${id} refused (${response.status}): ${(await response.text()).slice(0, 200)}`)
  }
  return {
    tell: async (ids, states) => {
      for (const id of ids) told.set(id, false)
      await Promise.all(
        ids.map(async (id) => {
          if (!states.has(id)) return
          await put(id)
          told.set(id, true)
        }),
      )
    },
    reapply: (states) => {
      for (const [id, state] of states) {
        const isNew = state.uptimeSeconds < (seen.get(id) ?? Number.POSITIVE_INFINITY)
        seen.set(id, state.uptimeSeconds)
        // Also one that was told by an orchestrator before this one.
        const isRight = told.get(id) ?? true
        if (!isNew && isRight) continue
        if (isRight && !told.has(id) && knows(state, runtime.wiring(id))) continue
        told.set(id, false)
        // A failure shows on the next round, which tries again.
        put(id).then(
          () => told.set(id, true),
          () => {},
        )
      }
    },
    forget: (ids) => {
      for (const id of ids) {
        told.delete(id)
        seen.delete(id)
      }
    },
  }
}

const knows = (state: NodeState, { parents, children }: Pick<Wiring, 'parents' | 'children'>): boolean =>
  isDeepStrictEqual(
    state.parents.map(({ id, url }) => ({ id, url })),
    parents.map(({ id, url }) => ({ id, url })),
  ) && isDeepStrictEqual(state.childAddresses ?? [], children)
