/** Rules of the stream that a chunk can break. Each break is counted; any of them fails a run, unless told otherwise. */
export const FAULTS = [
  /** The payload is not what the publisher made. */
  'checksum',
  /** A chunk of an epoch that is over. */
  'old-epoch',
  /** A chunk that came before. */
  'duplicate',
  /** A chunk that was skipped and came later. */
  'reordered',
  /** A place that the connection skipped: counted per chunk. */
  'missing',
  /** A chunk whose epoch had no init segment before it. */
  'no-init',
  /** A group that jumps, goes back, or begins without a keyframe. */
  'group',
  /** The first chunk after a join, or after a new epoch, from which nothing can be decoded. */
  'keyframe',
  /** Decode time that doesn't rise, without the discontinuity flag. */
  'timeline',
  /** A chunk after the one that said it was the last of its epoch. */
  'after-end',
  /** A hop trail that can't be true: a loop, a stamp before the one it follows, a node without a name. */
  'trail',
  /** A frame of a track that was not asked for. */
  'unknown-track',
  /** A message that the wire's decoder refuses. */
  'malformed',
] as const
export type Fault = (typeof FAULTS)[number]
export type FaultCounts = Record<Fault, number>

export const noFaults = (): FaultCounts => Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as FaultCounts
