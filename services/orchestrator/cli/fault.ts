import type { NodeFault } from '../runtime/runtime.ts'
import { askConsole } from './console-client.ts'
import { type Context, requireLab } from './context.ts'

/** `weir kill|stop|freeze|thaw|start|restart <node>`: returns once it is so. */
export const fault = async (
  context: Context,
  what: NodeFault,
  node: string,
  options: { json: boolean },
): Promise<void> => {
  const { lab } = await requireLab(context)
  const path = `/api/nodes/${encodeURIComponent(node)}/${what}`
  const { state } = (await askConsole(lab, 'POST', path, {})) as { state: string }
  context.print(options.json ? JSON.stringify({ id: node, state }) : `${node} is ${state}`)
}
