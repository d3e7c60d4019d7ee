// What a verb asks of a node in the state that it is in, the same in both runtimes: a verb names the state that is wanted, so
// that what is so already is success, and what leads nowhere from here is one sentence. Pure.
import type { NodeFault, NodeRunState } from './runtime.ts'

type Step = 'do' | 'already' | 'never'

/** What is not written is done. One that is on its way up can't be frozen before it is there. */
const STEPS: Readonly<Record<NodeFault, Partial<Record<NodeRunState, Step>>>> = {
  kill: { stopped: 'already', failed: 'already' },
  stop: { stopped: 'already' },
  freeze: { frozen: 'already', starting: 'never', restarting: 'never', stopped: 'never', failed: 'never' },
  thaw: { running: 'already', starting: 'already', restarting: 'never', stopped: 'never', failed: 'never' },
  start: { running: 'already', starting: 'already' },
  restart: {},
}

const EXPECTED: Partial<Record<NodeFault, string>> = {
  freeze: 'one that runs',
  thaw: 'a frozen one',
}

/** False when it is so already. Throws one sentence when it can't come to be so from here. */
export const isToBeDone = (id: string, state: NodeRunState, fault: NodeFault): boolean => {
  const step = STEPS[fault][state] ?? 'do'
  if (step !== 'never') return step === 'do'
  const way = state === 'stopped' || state === 'failed' ? `; \`weir start ${id}\` brings it back` : ''
  throw new Error(`${id} is ${state}, expected ${EXPECTED[fault]} to ${fault}${way}`)
}
