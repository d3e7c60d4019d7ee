// What the orchestrator asks of whatever runs the nodes. Two do: process.ts (children on loopback) and docker/
// (containers from the rendered compose file, watched with dockerode).
import type { Impair, Wiring } from '@weir/relay/config'
import type { Difference } from '../apply/difference.ts'
import type { Lab } from './lab.ts'
import type { LostLines } from './log-file.ts'
import type { RuntimeName } from './runtime-name.ts'
import type { Secrets } from './secrets.ts'

export type { RuntimeName } from './runtime-name.ts'
export type NodeRunState = 'starting' | 'running' | 'frozen' | 'stopped' | 'restarting' | 'failed'

/** The last exit, in words, of a node that can never work as it is configured. */
export const REFUSED = 'can never work as it is configured'

export interface RunningNode {
  readonly id: string
  readonly state: NodeRunState
  /** As a user reaches it: edges have one, others null in Docker. */
  readonly url: string | null
  /** Where the orchestrator reaches the node's HTTP, as in http://127.0.0.1:9103. */
  readonly internalUrl: string
  readonly restarts: number
  /** Last exit, in words, or null. */
  readonly lastExit: string | null
  /** What of its log could not be written; in Docker that is the engine's. */
  readonly lostLines?: LostLines | null
}

export const NODE_FAULTS = ['kill', 'stop', 'freeze', 'thaw', 'start', 'restart'] as const
export type NodeFault = (typeof NODE_FAULTS)[number]

export interface Runtime {
  readonly name: RuntimeName
  nodes(): readonly RunningNode[]
  /** Does it if it is not so already (fault-rule.ts), and returns once it is so. Throws with one sentence when the node can't. */
  fault(id: string, fault: NodeFault): Promise<void>
  /**
   * Takes over a change of a link (the kernel's netem, a network disconnected) and returns true; false, or no such
   * method, leaves it to the shaper in the child.
   */
  changeLink?(from: string, to: string, impair: Impair): Promise<boolean>
  /** Whether one of the lab's own containers has this address; nowhere else do nodes have some that tell them apart. */
  hasAddress?(address: string): boolean
  /** Whom a node is to know: its parents, and every edge. */
  wiring(id: string): Wiring
  /**
   * Makes of the lab that runs the one that is given, which has been settled: brings in what is new, has those that stay
   * `rewired`, starts anew what has to, ends what is gone. `secrets` is what its nodes take from the environment, besides
   * what is known already. Throws with one sentence.
   */
  apply(lab: Lab, difference: Difference, rewired: () => Promise<void>, secrets: Secrets): Promise<void>
  /** Prometheus as a user reaches it, or null; likewise Grafana. */
  readonly prometheusUrl: string | null
  /** Where the orchestrator reaches Prometheus itself, for which it opens the door at the port above; null for none. */
  readonly prometheusInternalUrl: string | null
  readonly grafanaUrl: string | null
  /** Ends everything that this runtime started and waits until it is gone. */
  close(): Promise<void>
}
