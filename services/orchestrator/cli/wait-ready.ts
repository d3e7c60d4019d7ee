// Waits until every edge has its first chunk, or until it is clear that one will not.
import { setTimeout as sleep } from 'node:timers/promises'
import { SETTINGS } from '@weir/settings'
import type { Snapshot } from '../console/snapshot.ts'
import { REFUSED } from '../runtime/runtime.ts'

/** A node that died this often while the lab was starting will not come up. */
const HOPELESS_RESTARTS = 3
const EVERY_MILLIS = 50
const TIMEOUT = SETTINGS.upTimeoutSeconds.name

export interface NotReady {
  /** One sentence. */
  readonly message: string
  /** The nodes whose logs say more. */
  readonly nodes: readonly string[]
  /** They refused their configuration: the last line of each says why, better than any other. */
  readonly refused?: boolean
}

/** Why this lab will not become ready, or null while it still may. A lab that has run before had restarts before. Pure. */
export const hopeless = (state: Snapshot, restartsBefore: ReadonlyMap<string, number> = new Map()): NotReady | null => {
  // The engine starts it again all the same, so that its state says nothing.
  const refusing = state.nodes.filter((node) => node.lastExit === REFUSED)
  if (refusing.length > 0) {
    const each = refusing.map((node) => `${node.id} ${REFUSED}`)
    return { message: each.join('; '), nodes: refusing.map((node) => node.id), refused: true }
  }
  const dead = state.nodes.filter(
    ({ id, state, restarts }) => state === 'failed' || restarts - (restartsBefore.get(id) ?? 0) >= HOPELESS_RESTARTS,
  )
  if (dead.length === 0) return null
  const each = dead.map((node) => `${node.id} does not stay up (${node.lastExit})`)
  return { message: each.join('; '), nodes: dead.map((node) => node.id) }
}

export interface Before {
  /** Of a lab that has run before. */
  readonly restarts?: ReadonlyMap<string, number>
  /** When the time began that it may take (`performance.now()`); now when left out. */
  readonly beganMillis?: number
}

/** `ask` may reject while the console is not there yet. */
export const waitReady = async (
  ask: () => Promise<Snapshot>,
  timeoutSeconds: number,
  signal: AbortSignal,
  { restarts, beganMillis = performance.now() }: Before = {},
): Promise<Snapshot | NotReady> => {
  const deadline = beganMillis + timeoutSeconds * 1000
  for (;;) {
    signal.throwIfAborted()
    const late = performance.now() > deadline
    const state = await ask().catch((error: Error) => {
      if (late) throw error
      return null
    })
    if (state?.ready) return state
    const why = state && hopeless(state, restarts)
    if (why) return why
    if (state && late) {
      const unwell = state.nodes.filter((node) => node.state !== 'running' || !node.healthy)
      const remarks = unwell.map(
        (node) => `${node.id} is ${node.state}${node.faults.length > 0 ? `: ${node.faults.join(', ')}` : ''}`,
      )
      return {
        message: [
          `not ready after ${timeoutSeconds} s (${TIMEOUT} sets how long): ${state.waiting.join(', ')}`,
          ...remarks,
        ].join('; '),
        nodes: unwell.map((node) => node.id),
      }
    }
    await sleep(EVERY_MILLIS, undefined, { signal })
  }
}
