// What a link can do to what crosses it. The one shape of an impairment: the node's configuration (relay/config/impair.ts)
// checks it, and the orchestrator makes it from what topology.yaml says. Numbers are SI; an empty object is a clean link.

/** From this moment of a trace on. What is left out is what the link itself says. */
export interface TraceRow {
  readonly atSeconds: number
  readonly rateBitsPerSecond?: number | undefined
  readonly delaySeconds?: number | undefined
}

export interface Impair {
  /** One-way delay added to every byte, s. */
  readonly delaySeconds?: number | undefined
  /** Half-width of the uniform spread around the delay, s; order is kept. */
  readonly jitterSeconds?: number | undefined
  /** Bit/s. */
  readonly rateBitsPerSecond?: number | undefined
  /** Probability that a segment is lost, 0 to 1. */
  readonly loss?: number | undefined
  /** Nothing crosses, and nothing tells either side. */
  readonly partition?: boolean | undefined
  /** Replays rate and delay over time, looped. */
  readonly trace?: readonly TraceRow[] | undefined
  /** `down` is parent to child. Both directions are impaired alike unless this says otherwise. */
  readonly direction?: 'both' | Direction | undefined
  /** Seeds the random choices, so that a run can be repeated. */
  readonly seed?: number | undefined
}

export type Direction = 'down' | 'up'

/** What `impair` does in one direction. */
export const inDirection = (impair: Impair, direction: Direction): Impair =>
  (impair.direction ?? 'both') === 'both' || impair.direction === direction ? impair : {}
