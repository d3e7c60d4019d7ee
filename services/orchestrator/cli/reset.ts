// `weir reset`: the lab as its topology has it. Every node runs, every link is impaired as the file says and no more.
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { VIEWERS } from '@weir/relay/config'
import type { Snapshot } from '../console/snapshot.ts'
import type { Lab } from '../runtime/lab.ts'
import type { NodeFault } from '../runtime/runtime.ts'
import { counted } from '../topology/counted.ts'
import { lastMilesOf, type PlannedLastMile } from '../topology/last-mile.ts'
import { linkName } from '../topology/link-name.ts'
import type { Plan, PlannedLink } from '../topology/plan.ts'
import { askConsole } from './console-client.ts'
import { type Context, requireState } from './context.ts'

export interface Mending {
  readonly nodes: readonly { readonly id: string; readonly fault: NodeFault }[]
  readonly links: readonly (PlannedLink | PlannedLastMile)[]
}

/** What has to be done to what is there now. A node that is on its way up by itself is left alone. Pure. */
export const mending = (plan: Plan, state: Pick<Snapshot, 'nodes' | 'links' | 'lastMiles'>): Mending => ({
  nodes: state.nodes.flatMap(({ id, state: now }): { id: string; fault: NodeFault }[] => {
    if (now === 'frozen') return [{ id, fault: 'thaw' }]
    return now === 'stopped' || now === 'failed' ? [{ id, fault: 'start' }] : []
  }),
  links: [...plan.links, ...lastMilesOf(plan)].filter((link) => {
    const now = [...state.links, ...state.lastMiles].find(({ from, to }) => from === link.from && to === link.to)
    return now !== undefined && !isDeepStrictEqual(now.impair, plain(link.impair))
  }),
})

/** As it comes back from the lab's file and the console, where undefined is nothing. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** The edge of a last mile, the child of any other link. */
const emulating = ({ from, to }: { readonly from: string; readonly to: string }): string => (to === VIEWERS ? from : to)

const LISTENS_WITHIN_MILLIS = 10_000

/** A node that has just been started needs a moment until it listens: then it is asked again, else once. */
const putBack = async (
  lab: Lab,
  { from, to, impair }: Mending['links'][number],
  justStarted: boolean,
): Promise<void> => {
  const deadline = performance.now() + (justStarted ? LISTENS_WITHIN_MILLIS : 0)
  for (;;) {
    try {
      await askConsole(lab, 'PUT', `/api/links/${from}/${to}`, impair)
      return
    } catch (error) {
      if (performance.now() >= deadline) throw error
      await sleep(100)
    }
  }
}

export const reset = async (context: Context, options: { readonly json: boolean }): Promise<void> => {
  const { alive, state } = await requireState(context)
  const { lab } = alive
  const { nodes, links } = mending(lab.plan, state)
  const failed: string[] = []
  const note = (error: Error) => void failed.push(error.message)
  // Nodes first: a link is changed in the node that emulates it.
  await Promise.all(
    nodes.map(({ id, fault }) =>
      askConsole(lab, 'POST', `/api/nodes/${encodeURIComponent(id)}/${fault}`, {}).catch(note),
    ),
  )
  const started = new Set(nodes.map(({ id }) => id))
  await Promise.all(links.map((link) => putBack(lab, link, started.has(emulating(link))).catch(note)))
  if (failed.length > 0) throw new Error(failed.join('\n'))
  const done = { nodes: nodes.map(({ id }) => id), links: links.map(linkName) }
  if (options.json) return context.print(JSON.stringify(done))
  const words = [
    ...(nodes.length > 0 ? [`${counted(nodes.length, 'node')} brought back (${done.nodes.join(', ')})`] : []),
    ...(links.length > 0 ? [`${counted(links.length, 'link')} put back (${done.links.join(', ')})`] : []),
  ]
  context.print(words.length > 0 ? words.join(', ') : 'there was nothing to mend')
}
