// One registry a node, never a global one: tests and the solo role run several nodes in a process.
import { collectDefaultMetrics, Registry } from 'prom-client'
import { chunksDropped } from './chunks-dropped.ts'
import { chunksDuplicate } from './chunks-duplicate.ts'
import { chunksMissing } from './chunks-missing.ts'
import { chunksReceived } from './chunks-received.ts'
import { clockSteps } from './clock-steps.ts'
import { downlinkQueueBytes } from './downlink-queue-bytes.ts'
import { failovers } from './failovers.ts'
import { hopPushBelowBound } from './hop-push-below-bound.ts'
import { hopPushLatency } from './hop-push-latency.ts'
import { hopPushUnmeasured } from './hop-push-unmeasured.ts'
import { ingressFrameGap } from './ingress-frame-gap.ts'
import { join } from './join.ts'
import { linkBytes } from './link-bytes.ts'
import { linkClockError } from './link-clock-error.ts'
import { linkClockOffset } from './link-clock-offset.ts'
import { linkRtt } from './link-rtt.ts'
import { linkUp } from './link-up.ts'
import { nodeResidence } from './node-residence.ts'
import { pathLatency } from './path-latency.ts'
import { peersRefused } from './peers-refused.ts'
import { playerGlassToGlass } from './player-glass-to-glass.ts'
import { playerStalls } from './player-stalls.ts'
import { sourceRestarts } from './source-restarts.ts'
import { viewers } from './viewers.ts'

export { LATENCY_BUCKETS_SECONDS } from './buckets.ts'
export { forgetSeries } from './forget-series.ts'

const FAMILIES = {
  chunksDropped,
  chunksDuplicate,
  chunksMissing,
  chunksReceived,
  clockSteps,
  downlinkQueueBytes,
  failovers,
  hopPushBelowBound,
  hopPushLatency,
  hopPushUnmeasured,
  ingressFrameGap,
  join,
  linkBytes,
  linkClockError,
  linkClockOffset,
  linkRtt,
  linkUp,
  nodeResidence,
  pathLatency,
  peersRefused,
  playerGlassToGlass,
  playerStalls,
  sourceRestarts,
  viewers,
}

/** Every family of one node, by name, and the registry that holds them. */
export type NodeMetrics = { readonly [Name in keyof typeof FAMILIES]: ReturnType<(typeof FAMILIES)[Name]> } & {
  readonly registry: Registry
}

/** Each look at the event loop wakes a node that has nothing else to do: at every 10 ms that costs more than a chunk. */
const EVENT_LOOP_LOOK_MILLIS = 100

/** The families of one node in a registry of their own, with prom-client's process metrics unless left out. */
export const createNodeMetrics = (options: { readonly processMetrics?: boolean } = {}): NodeMetrics => {
  const registry = new Registry()
  if (options.processMetrics !== false)
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_LOOK_MILLIS })
  const families = Object.entries(FAMILIES).map(([name, create]) => [name, create([registry])])
  return { ...Object.fromEntries(families), registry } as NodeMetrics
}
