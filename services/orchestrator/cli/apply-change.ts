// `weir up --apply`: makes of the lab that runs what its file says now, and waits until that is ready. What stays plays on.
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { differenceOf } from '../apply/difference.ts'
import { differenceText } from '../apply/difference-text.ts'
import type { Snapshot } from '../console/snapshot.ts'
import { takenFrom } from '../runtime/conceal-plan.ts'
import type { Lab } from '../runtime/lab.ts'
import type { Secrets } from '../runtime/secrets.ts'
import type { Plan } from '../topology/plan.ts'
import { availableBytes } from './available-bytes.ts'
import { changedLab } from './changed-lab.ts'
import { askState, askToApply } from './console-client.ts'
import type { Alive, Context } from './context.ts'
import { writeCurrent } from './current.ts'
import { explained } from './explained.ts'
import { needsOf, tooMuch } from './needs.ts'
import { preflightChange } from './preflight.ts'
import { waitReady } from './wait-ready.ts'

/** Nodes that start anew are known to do so after a round of the console's. */
const A_ROUND_MILLIS = 1200

/** `written` are secrets that the file writes out. Throws with one sentence; what has been changed until then stays so, and the same command goes on from there. */
export const applyChange = async (
  context: Context,
  { lab, started, launcher }: Alive,
  plan: Plan,
  written: Secrets,
  signal: AbortSignal,
): Promise<{ readonly lab: Lab; readonly state: Snapshot }> => {
  const { say, folder, settings } = context
  const next = await changedLab(lab, plan)
  const difference = differenceOf(lab.plan, next.plan)
  const secrets = { ...takenFrom(plan, process.env), ...written }
  const needs = needsOf(next.plan, next.runtime, availableParallelism())
  // What runs has its share already.
  const { memoryBytes: hasBytes } = needsOf(lab.plan, lab.runtime, availableParallelism())
  const faults = [
    ...tooMuch(next.plan, needs, hasBytes + (await availableBytes(lab.runtime, say))),
    ...preflightChange(next, secrets, difference, context),
  ]
  if (faults.length > 0) throw new Error(faults.join('\n'))
  const before = await askState(lab)
  await launcher.change.check(lab, next, { secrets, signal, say })
  signal.throwIfAborted()
  // Only now: all that could be known to stand in the way has been looked for.
  say([`${plan.topology} is changed:`, ...differenceText(difference).map((line) => `  ${line}`)].join('\n'))
  const began = performance.now()
  try {
    await launcher.change.begin(lab, next, difference, { secrets, signal, say })
    // In Docker the engine hands them to whoever needs them.
    await askToApply(lab, next, lab.runtime === 'docker' ? {} : secrets)
    // What is to be ended later is found by what is there, so that this may say already what runs.
    writeCurrent(folder, { lab: next, started })
    await launcher.change.end(lab, next, difference, { secrets, signal, say })
  } catch (error) {
    throw new Error(
      `the change stopped half-way: ${(error as Error).message}; \`make up APPLY=1\` tries the rest, \`make down\` ends the lab`,
    )
  }
  await sleep(A_ROUND_MILLIS, undefined, { signal })
  const timeoutSeconds = settings.upTimeoutSeconds ?? needs.mostSeconds
  // A node that somebody has stopped is to stay so, and is nothing to wait for.
  const asBefore = new Set(before.waiting)
  const ask = async (): Promise<Snapshot> => {
    const state = await askState(next)
    const waiting = state.waiting.filter((line) => !asBefore.has(line))
    return { ...state, waiting, ready: waiting.length === 0 }
  }
  const restarts = new Map(before.nodes.map((node) => [node.id, node.restarts]))
  const outcome = await waitReady(ask, timeoutSeconds, signal, { restarts })
  if ('message' in outcome)
    throw new Error(`${plan.topology} runs changed, but not all of it: ${await explained(launcher, next, outcome)}`)
  say(`${plan.topology} is changed after ${((performance.now() - began) / 1000).toFixed(1)} s`)
  return { lab: next, state: outcome }
}
