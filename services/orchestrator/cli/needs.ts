// What a lab takes of a machine, from the number of its nodes: said before it starts, and held against what there is. Pure.
import type { RuntimeName } from '../runtime/runtime.ts'
import type { Plan } from '../topology/plan.ts'

export interface Needs {
  readonly memoryBytes: number
  /** As measured on a machine of two cores that does nothing else. */
  readonly usualSeconds: number
  /** How long `weir up` waits when WEIR_UP_TIMEOUT_SECONDS does not say: many times as long, for machines that do more. */
  readonly mostSeconds: number
}

/** A node's configuration names every edge and travels in its environment, where Linux takes 128 KiB. */
export const MAX_NODES = 1000

const MEGABYTE = 1e6
/** What one node adds once media flows, and what one stream's encoder does; services/orchestrator/README.md has how it was measured. */
const NODE_BYTES: Readonly<Record<RuntimeName, number>> = { process: 33 * MEGABYTE, docker: 38 * MEGABYTE }
const STREAM_BYTES = 150 * MEGABYTE
/** Orchestrator, Prometheus, and with Docker what the engine keeps for them. */
const FIXED_BYTES: Readonly<Record<RuntimeName, number>> = { process: 250 * MEGABYTE, docker: 300 * MEGABYTE }
const FIXED_SECONDS: Readonly<Record<RuntimeName, number>> = { process: 2, docker: 8 }
const NODE_CORE_SECONDS: Readonly<Record<RuntimeName, number>> = { process: 0.25, docker: 1 }
const LEAST_SECONDS = 60
const PATIENCE = 6

/** Fewer are up before anybody has read about them, and fit into what is left of any machine that runs a browser. */
const WORTH_A_LINE = 10

export const needsOf = ({ nodes }: Plan, runtime: RuntimeName, cores: number): Needs => {
  const streams = nodes.reduce((sum, node) => sum + Object.keys(node.streams).length, 0)
  const usualSeconds = FIXED_SECONDS[runtime] + (nodes.length * NODE_CORE_SECONDS[runtime]) / Math.max(1, cores)
  return {
    memoryBytes: FIXED_BYTES[runtime] + nodes.length * NODE_BYTES[runtime] + streams * STREAM_BYTES,
    usualSeconds,
    mostSeconds: Math.max(LEAST_SECONDS, Math.ceil(usualSeconds * PATIENCE)),
  }
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

/** Null for a lab that needs no words. */
export const needsText = (plan: Plan, needs: Needs, limitSeconds: number): string | null =>
  plan.nodes.length < WORTH_A_LINE
    ? null
    : `${plan.topology} has ${plan.nodes.length} nodes: about ${gigabytes(needs.memoryBytes)} of memory, and some ${Math.ceil(needs.usualSeconds)} s until it is up, at most ${limitSeconds} s`

/** One sentence when it can't be. `availableBytes` is what this machine has to give now. */
export const tooMuch = (plan: Plan, needs: Needs, availableBytes: number): string[] => {
  const count = plan.nodes.length
  if (count > MAX_NODES) return [`${plan.topology} has ${count} nodes, expected at most ${MAX_NODES}`]
  if (count < WORTH_A_LINE || needs.memoryBytes <= availableBytes) return []
  return [
    `${plan.topology} has ${count} nodes, which take about ${gigabytes(needs.memoryBytes)} of memory; this machine has ${gigabytes(availableBytes)} left, expected fewer nodes or more memory`,
  ]
}
