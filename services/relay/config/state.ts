import type { Impair } from './impair.ts'

// What `GET /api/state` of a node answers. Plain types, so that the orchestrator and the console read it without
// importing the relay.

/** One hop's push latency over the last second or so, in s; absent until something crossed. */
export interface LatencySummary {
  readonly p50Seconds: number
  readonly p99Seconds: number
  /** ± bound from the clock offset. */
  readonly errorSeconds: number | null
  readonly count: number
}

export interface TrackState {
  readonly stream: string
  readonly track: string
  readonly kind: 'video' | 'audio'
  readonly codec: string
  readonly epoch: number
  /** Of the newest chunk here. */
  readonly group: number
  readonly sequence: number
  readonly cachedChunks: number
  readonly cachedBytes: number
  readonly received: number
  readonly duplicates: number
  readonly missing: number
  /** Age of the newest chunk, s. */
  readonly silentSeconds: number
  /** Capture to here. */
  readonly path: LatencySummary | null
}

export interface ParentState {
  readonly id: string
  readonly index: number
  readonly url: string
  /** `standby` is connected and idle. */
  readonly state: 'connecting' | 'up' | 'standby' | 'down'
  readonly rttSeconds: number | null
  readonly offsetSeconds: number | null
  readonly offsetErrorSeconds: number | null
  readonly push: LatencySummary | null
  readonly bytes: number
  readonly reconnects: number
  /** What the child's end of this link does now. */
  readonly impair: Impair
}

export interface ChildState {
  /** The node's id; a viewer's address for who shows the node's token, `viewer` for all others. */
  readonly id: string
  readonly role: 'relay' | 'viewer'
  readonly tracks: readonly string[]
  readonly queueBytes: number
  readonly sentChunks: number
  readonly droppedChunks: number
}

export interface NodeState {
  readonly id: string
  readonly index: number
  readonly roles: readonly string[]
  readonly healthy: boolean
  /** Why not, one sentence each. */
  readonly faults: readonly string[]
  readonly uptimeSeconds: number
  readonly tracks: readonly TrackState[]
  readonly parents: readonly ParentState[]
  readonly children: readonly ChildState[]
  /** Who may be a child, where nodes have networks of their own. */
  readonly childAddresses?: readonly string[]
  /** What lies between this node and its viewers now; null where nothing is emulated. */
  readonly lastMile: Impair | null
}
