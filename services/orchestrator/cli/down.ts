import type { Context } from './context.ts'
import { readCurrent, removeCurrent } from './current.ts'
import { endUnrecorded, launcherOf } from './launchers.ts'

/** `weir down`: ends the lab and whatever is left of one whose orchestrator died. Doing it twice is no error. */
export const down = async (context: Context, options: { readonly json: boolean }): Promise<void> => {
  const { folder, say, print } = context
  const current = readCurrent(folder)
  // By the record alone: what the environment says by now may be another lab's. Kept until all has ended, for the next try.
  if (current) await launcherOf(current.lab.runtime, context).stop(current.lab, current.started)
  const topology = current?.lab.plan.topology ?? ((await endUnrecorded(folder, say)).join(', ') || null)
  removeCurrent(folder)
  if (options.json) print(JSON.stringify({ ended: topology }))
  else say(topology ? `${topology} is down` : 'no lab is running')
}
