import type { NodeFault } from '../runtime/runtime.ts'
import { selectNodes } from '../topology/select.ts'
import { askConsole } from './console-client.ts'
import { type Context, requireLab } from './context.ts'

/**
 * What was done, in the words of who asked for it: a killed node's state is `stopped`, as that of a stopped one. `before` is
 * its state until then.
 */
const outcome = (what: NodeFault, node: string, state: string, before: string): string => {
  if (what !== 'restart' && state === before) return `${node} is ${state} already`
  if (what === 'kill') return `${node} is killed; \`weir start ${node}\` brings it back`
  return what === 'restart' && state === 'running' ? `${node} has restarted` : `${node} is ${state}`
}

/** `weir kill|stop|freeze|thaw|start|restart <nodes…>`: all of them at once; returns once it is so. */
export const fault = async (
  context: Context,
  what: NodeFault,
  wanted: readonly string[],
  options: { json: boolean },
): Promise<void> => {
  const { lab } = await requireLab(context)
  const ids = selectNodes(wanted, lab.plan.nodes)
  const asked = await Promise.allSettled(
    ids.map(async (id) => {
      const path = `/api/nodes/${encodeURIComponent(id)}/${what}`
      const { state, before } = (await askConsole(lab, 'POST', path, {})) as { state: string; before: string }
      return { id, state, before }
    }),
  )
  for (const answer of asked) {
    if (answer.status === 'rejected') continue
    const { id, state, before } = answer.value
    context.print(options.json ? JSON.stringify({ id, state, before }) : outcome(what, id, state, before))
  }
  const failed = asked.flatMap((answer) => (answer.status === 'rejected' ? [(answer.reason as Error).message] : []))
  if (failed.length > 0) throw new Error(failed.join('\n'))
}
