// The orchestrator itself: starts a lab's runtime, asks its nodes for their state, serves the console. Owns all of it
// until closed.
import { type Difference, differenceOf } from '../apply/difference.ts'
import type { Lab } from '../runtime/lab.ts'
import { edgePort } from '../runtime/published-ports.ts'
import type { Runtime } from '../runtime/runtime.ts'
import type { Secrets } from '../runtime/secrets.ts'
import { linkChanges } from './links.ts'
import { pollNodes } from './poll.ts'
import { openPrometheusDoor } from './prometheus-door.ts'
import { serveConsole } from './server.ts'
import { type Snapshot, snapshot } from './snapshot.ts'
import { wiringChanges } from './wiring.ts'

const EVERY_SECONDS = 1
/** `weir up` is waiting. */
const EVERY_SECONDS_UNTIL_READY = 0.1

/** `listen` is the address to listen on. Throws with one sentence, and leaves nothing, when it can't start. */
export const orchestrate = async (
  first: Lab,
  listen: string,
  startRuntime: () => Promise<Runtime>,
): Promise<{ close(): Promise<void>; port: number; snapshot(): Snapshot }> => {
  const runtime = await startRuntime()
  let lab = first
  const links = linkChanges(runtime, lab)
  const wiring = wiringChanges(runtime, lab)
  const now = () => snapshot(lab, runtime, poll.states, links.wanted)
  let ready = false
  let applying = false
  /** Makes of the lab that runs the one that is given, already settled (apply/settle.ts). */
  const apply = async (next: Lab, secrets: Secrets): Promise<Difference> => {
    if (applying) throw new Error('the lab is being changed already, expected one change at a time')
    applying = true
    try {
      const difference = differenceOf(lab.plan, next.plan)
      const before = lab
      const gone = [...difference.removedNodes, ...difference.restartedNodes.map(({ id }) => id)]
      wiring.forget(gone)
      links.forget([...difference.removedLinks, ...difference.changedLinks])
      lab = next
      const rewired = () => wiring.tell(toldOf(before, next, difference), poll.states)
      await runtime.apply(next, difference, rewired, secrets)
      return difference
    } finally {
      applying = false
    }
  }
  const poll = pollNodes(
    runtime,
    lab,
    () => (ready ? EVERY_SECONDS : EVERY_SECONDS_UNTIL_READY),
    () => {
      ready ||= now().ready
      links.reapply(poll.states)
      // In the middle of a change nodes are as they were on purpose.
      if (!applying) wiring.reapply(poll.states)
    },
  )
  const endAll = async () => {
    poll.stop()
    await runtime.close()
  }
  const opened: { close(): Promise<void> }[] = []
  const closeDoors = () => Promise.all(opened.map((one) => one.close()))
  try {
    const server = await serveConsole({ lab: () => lab, runtime, links, apply, snapshot: now, listen })
    opened.push(server)
    const behind = runtime.prometheusInternalUrl
    if (behind !== null) opened.push(await openPrometheusDoor({ lab, runtime, behind, listen }))
    return {
      port: server.port,
      snapshot: now,
      close: async () => {
        await closeDoors()
        await endAll()
      },
    }
  } catch (error) {
    await closeDoors()
    // What is in the way of an end hides nothing that came before it.
    await endAll().catch((left: Error) => console.error(left.message))
    throw error
  }
}

/** Nodes that stay and have to be told: those with other parents or children, and all when the edges are others. */
const toldOf = (
  before: Lab,
  next: Lab,
  { addedNodes, restartedNodes, rewiredNodes, addedLinks, removedLinks }: Difference,
): readonly string[] => {
  const edges = (lab: Lab) =>
    lab.plan.nodes.filter(({ roles }) => roles.includes('edge')).map(({ id }) => `${id} ${edgePort(lab, id)}`)
  const made = new Set([...addedNodes, ...restartedNodes.map(({ id }) => id)])
  const stay = new Set(next.plan.nodes.map(({ id }) => id).filter((id) => !made.has(id)))
  if (addedNodes.length === 0 && edges(before).join() === edges(next).join()) {
    const parents = [...addedLinks, ...removedLinks].map(({ from }) => from)
    return [...new Set([...rewiredNodes, ...parents])].filter((id) => stay.has(id))
  }
  return next.plan.nodes.map(({ id }) => id).filter((id) => !made.has(id))
}
