// One run: find the active intermediate, watch an untroubled stretch, break it, watch, mend it, watch it come back.
import type { TestPage } from '@weir/test-support'
import type { Viewers } from '@weir/viewer'
import { type BenchLab, until } from '../lab.ts'
import type { FaultKind } from './faults.ts'
import { openWindow, type Window } from './window.ts'

export interface Run {
  readonly mode: 'hot' | 'standby'
  readonly fault: FaultKind['name']
  readonly broken: string
  /** Nothing was done. */
  readonly control: Window
  /** From just before the fault on. */
  readonly broke: Window
  /** From just before it was undone until some time after the edge had both parents again. */
  readonly mended: Window
}

export interface RunContext {
  readonly lab: BenchLab
  readonly edge: string
  readonly viewers: Viewers
  readonly page: TestPage | undefined
  readonly mode: 'hot' | 'standby'
  readonly index: number
}

const CONTROL_SECONDS = 1
// Well over every watchdog, so that a slow one is seen as slow and not as lost.
const BROKEN_SECONDS = 2.5
const MENDED_SECONDS = 1
const BACK_SECONDS = 20
/** Each answer is some work for the console and for us, at a moment when a node that starts needs a core. */
const ASK_MILLIS = 200

const pause = (seconds: number) => new Promise((wake) => setTimeout(wake, seconds * 1000))

/** Both parents are connected, and each of them has media itself. */
const isWhole = async (lab: BenchLab, edge: string): Promise<boolean> => {
  const state = await lab.state(edge)
  if (!state || state.parents.some((parent) => parent.state !== 'up' && parent.state !== 'standby')) return false
  const parents = await Promise.all(state.parents.map(({ id }) => lab.state(id)))
  return parents.every((parent) => (parent?.tracks.length ?? 0) > 0 && parent?.tracks.every(isFlowing))
}

const isFlowing = ({ silentSeconds }: { silentSeconds: number }): boolean => silentSeconds < 0.5

/** The parent that pushes: in hot mode they all do, so that the runs take turns. */
const activeParent = async ({ lab, edge, mode, index }: RunContext): Promise<string> => {
  const parents = (await lab.state(edge))?.parents ?? []
  const pushing = parents.filter(({ state }) => state === 'up')
  const chosen = mode === 'hot' ? pushing[index % pushing.length] : pushing[0]
  if (!chosen)
    throw new Error(`${edge} has no parent that pushes: ${JSON.stringify(parents.map((p) => [p.id, p.state]))}`)
  return chosen.id
}

export const run = async (context: RunContext, fault: FaultKind): Promise<Run> => {
  const { lab, edge, viewers, page, mode } = context
  await until(`${edge} has both parents`, BACK_SECONDS, () => isWhole(lab, edge), ASK_MILLIS)
  await pause(0.5)
  const broken = await activeParent(context)
  const untroubled = await openWindow(viewers, page)
  // The moment within a group at which the fault falls is different each time.
  await pause(CONTROL_SECONDS + Math.random() * 0.5)
  const control = await untroubled.close()

  const breaking = await openWindow(viewers, page)
  await fault.apply(lab, broken)
  await pause(BROKEN_SECONDS)
  const broke = await breaking.close()

  const mending = await openWindow(viewers, page)
  await fault.undo(lab, broken)
  await until(`${edge} has ${broken} back`, BACK_SECONDS, () => isWhole(lab, edge), ASK_MILLIS)
  await pause(MENDED_SECONDS)
  return { mode, fault: fault.name, broken, control, broke, mended: await mending.close() }
}
