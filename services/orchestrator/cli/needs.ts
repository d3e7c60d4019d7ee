// What a lab takes of a machine, from the number of its nodes: said before it starts, and held against what there is. Pure.
import { cachedBytes, type StreamConfig } from '@weir/relay/config'
import type { RuntimeName } from '../runtime/runtime.ts'
import { amount, counted } from '../topology/counted.ts'
import type { Plan } from '../topology/plan.ts'
import { reachable } from '../topology/walk.ts'

export interface Needs {
  readonly memoryBytes: number
  /** As measured on a machine of two cores that does nothing else. */
  readonly usualSeconds: number
  /** How long `weir up` waits when WEIR_UP_TIMEOUT_SECONDS does not say: many times as long, for machines that do more. */
  readonly mostSeconds: number
}

/** A node's configuration names every edge and travels in its environment, where Linux takes 128 KiB. */
const MAX_NODES = 1000

const MEGABYTE = 1e6
/** What one node adds once media flows; services/orchestrator/README.md has how it was measured. */
const NODE_BYTES: Readonly<Record<RuntimeName, number>> = { process: 33 * MEGABYTE, docker: 38 * MEGABYTE }
/** What one stream's encoder does: libx264 took 59 MB for 640×360, 109 for 1920×1080, 231 for 3840×2160 (2026-11-27, n = 1). */
const ENCODER_BYTES = 145 * MEGABYTE
const PIXEL_BYTES = 25
/** Orchestrator, Prometheus, and with Docker what the engine keeps for them. */
const FIXED_BYTES: Readonly<Record<RuntimeName, number>> = { process: 250 * MEGABYTE, docker: 300 * MEGABYTE }
const FIXED_SECONDS: Readonly<Record<RuntimeName, number>> = { process: 2, docker: 8 }
const NODE_CORE_SECONDS: Readonly<Record<RuntimeName, number>> = { process: 0.25, docker: 1 }
const LEAST_SECONDS = 60
const PATIENCE = 6

/** Fewer are up before anybody has read about them, and fit into what is left of any machine that runs a browser. */
const WORTH_A_LINE = 10

/** Of one stream: what makes it, and the newest group and more of it in every node that it reaches. */
const streamBytes = (stream: StreamConfig, holders: number): number => {
  const { width, height, videoBitrate, audioBitrate, audio, gopSeconds } = stream
  // One track has a cache for itself.
  const cached = cachedBytes(videoBitrate, gopSeconds) + (audio ? cachedBytes(audioBitrate, gopSeconds) : 0)
  return ENCODER_BYTES + width * height * PIXEL_BYTES + holders * cached
}

export const needsOf = ({ nodes, links }: Plan, runtime: RuntimeName, cores: number): Needs => {
  const streams = nodes.reduce((sum, node) => {
    const holders = reachable([node.id], links).size
    return sum + Object.values(node.streams).reduce((total, stream) => total + streamBytes(stream, holders), 0)
  }, 0)
  const usualSeconds = FIXED_SECONDS[runtime] + (nodes.length * NODE_CORE_SECONDS[runtime]) / Math.max(1, cores)
  return {
    memoryBytes: FIXED_BYTES[runtime] + nodes.length * NODE_BYTES[runtime] + streams,
    usualSeconds,
    mostSeconds: Math.max(LEAST_SECONDS, Math.ceil(usualSeconds * PATIENCE)),
  }
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

/** Null for a lab that needs no words. */
export const needsText = (plan: Plan, needs: Needs, limitSeconds: number): string | null =>
  plan.nodes.length < WORTH_A_LINE
    ? null
    : `${plan.topology} has ${counted(plan.nodes.length, 'node')}: about ${gigabytes(needs.memoryBytes)} of memory, and some ${Math.ceil(needs.usualSeconds)} s until it is up, at most ${limitSeconds} s`

/** One sentence when it can't be. `availableBytes` is what this machine has to give now. */
export const tooMuch = (plan: Plan, needs: Needs, availableBytes: number): string[] => {
  const count = plan.nodes.length
  if (count > MAX_NODES)
    return [`${plan.topology} has ${counted(count, 'node')}, expected at most ${amount(MAX_NODES)}`]
  if (count < WORTH_A_LINE || needs.memoryBytes <= availableBytes) return []
  return [
    `${plan.topology} has ${counted(count, 'node')}, which take about ${gigabytes(needs.memoryBytes)} of memory; this machine has ${gigabytes(availableBytes)} left, expected fewer nodes or more memory`,
  ]
}
