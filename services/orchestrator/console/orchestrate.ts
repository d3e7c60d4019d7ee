// The orchestrator itself: starts a lab's runtime, asks its nodes for their state, serves the console. Owns all of it
// until closed.
import type { Lab } from '../runtime/lab.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { linkChanges } from './links.ts'
import { pollNodes } from './poll.ts'
import { serveConsole } from './server.ts'
import { type Snapshot, snapshot } from './snapshot.ts'

const EVERY_SECONDS = 1
/** `weir up` is waiting. */
const EVERY_SECONDS_UNTIL_READY = 0.1

/** `listen` is the address to listen on. Throws with one sentence, and leaves nothing, when it can't start. */
export const orchestrate = async (
  lab: Lab,
  listen: string,
  startRuntime: () => Promise<Runtime>,
): Promise<{ close(): Promise<void>; port: number; snapshot(): Snapshot }> => {
  const runtime = await startRuntime()
  const links = linkChanges(runtime, lab)
  const now = () => snapshot(lab, runtime, poll.states, links.wanted)
  let ready = false
  const poll = pollNodes(
    runtime,
    lab,
    () => (ready ? EVERY_SECONDS : EVERY_SECONDS_UNTIL_READY),
    () => {
      ready ||= now().ready
      links.reapply(poll.states)
    },
  )
  const endAll = async () => {
    poll.stop()
    await runtime.close()
  }
  try {
    const server = await serveConsole({ lab, runtime, links, snapshot: now, listen })
    return {
      port: server.port,
      snapshot: now,
      close: async () => {
        await server.close()
        await endAll()
      },
    }
  } catch (error) {
    // What is in the way of an end hides nothing that came before it.
    await endAll().catch((left: Error) => console.error(left.message))
    throw error
  }
}
