// What a link can do to what crosses it. The fields are those of the node's configuration (relay/config/impair.ts),
// written out here because the arrow points the other way: the relay imports the link.

/** From this moment of a trace on. What is left out is what the link itself says. */
export interface TraceRow {
  atSeconds: number
  rateBitsPerSecond?: number | undefined
  delaySeconds?: number | undefined
}

/** An empty object is a clean link. */
export interface Impair {
  /** One-way delay, s. */
  delaySeconds?: number | undefined
  /** Half-width of the uniform spread around the delay, s. */
  jitterSeconds?: number | undefined
  /** Bit/s. */
  rateBitsPerSecond?: number | undefined
  /** Probability that a segment is lost, 0 to 1. */
  loss?: number | undefined
  /** Nothing crosses, and nothing tells either side. */
  partition?: boolean | undefined
  /** Rate and delay over time, looped. */
  trace?: TraceRow[] | undefined
  /** `down` is parent to child. Both directions are impaired alike when this is left out. */
  direction?: 'both' | 'down' | 'up' | undefined
  /** Seeds the random choices. */
  seed?: number | undefined
}

export type Direction = 'down' | 'up'

/** What `impair` says of one direction. */
export const impairOf = (impair: Impair, direction: Direction): Impair =>
  (impair.direction ?? 'both') === 'both' || impair.direction === direction ? impair : {}
