// What the orchestrator says of a lab, as types and nothing else: the console's page is built on them.
import type { Impair, LatencySummary, NodeState, ParentState } from '@weir/relay/config'
import type { NodeRunState, RuntimeName } from '../runtime/runtime.ts'

/** The contract of `weir status --json`, which has all that `weir status` shows. */
export interface Status {
  readonly runtime: RuntimeName | null
  readonly topology: string | null
  readonly console: string | null
  readonly prometheus: string | null
  readonly grafana: string | null
  /** Every node runs and answers, and every edge has its first chunk. */
  readonly ready: boolean
  /** What is still missing for that, one sentence each. */
  readonly waiting: readonly string[]
  /**
   * What is wrong now, one sentence each: what is waited for, what nodes say of themselves, streams that have fallen
   * silent; in `weir status --json` also why a node refused its configuration. */
  readonly troubles: readonly string[]
  /** Where a proxy has them, as WEIR_PUBLIC_URL says; null without one. */
  readonly publicUrls: { readonly console: string; readonly prometheus: string; readonly grafana: string } | null
  readonly nodes: readonly {
    readonly id: string
    readonly roles: readonly string[]
    /** What its topology counts it to, for commands such as `weir kill group:reg-a`; null for none. */
    readonly group: string | null
    readonly state: NodeRunState
    readonly url: string | null
    readonly metrics: string | null
    /** Where a proxy has it; null without one, and for a node that is for no viewer. */
    readonly publicUrl: string | null
    readonly healthy: boolean
    readonly faults: readonly string[]
    /** Starts after the first, whoever called for them. */
    readonly restarts: number
    /** In words; also of a node that runs again. Null for one that never ended. */
    readonly lastExit: string | null
  }[]
  readonly links: readonly {
    readonly from: string
    readonly to: string
    /** `partitioned` whatever its connection has noticed of that. */
    readonly state: ParentState['state'] | 'partitioned'
    readonly impair: Impair
    /** The impairment as a person reads it; empty for a clean link. */
    readonly impairText: string
    /** Of the last second or so; null until something crossed. */
    readonly push: LatencySummary | null
    readonly rttSeconds: number | null
    /** That the child has had from this parent since it was started; null while it does not answer. */
    readonly bytes: number | null
  }[]
  /** What lies between edges and their viewers, where the topology has something there. */
  readonly lastMiles: readonly {
    /** The edge. */
    readonly from: string
    readonly to: 'viewers'
    readonly impair: Impair
    readonly impairText: string
  }[]
}

/** What the console answers on /api/state. */
export interface Snapshot extends Status {
  readonly nodes: readonly (Status['nodes'][number] & {
    /** What the node itself says; null when it does not answer. */
    readonly detail: NodeState | null
  })[]
}
