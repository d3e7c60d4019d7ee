// What all viewers of a kind (those that read, those that stopped) count together. One object for thousands of viewers:
// a histogram for each of them would be larger than everything else that they hold.
import { createHistogram, type Histogram } from '@weir/figures/histogram'
import { type FaultCounts, noFaults } from './faults.ts'

export interface Tally {
  chunks: number
  freshChunks: number
  replayedChunks: number
  undecodableChunks: number
  bytes: number
  /** Chunks that went by while a viewer had no connection, or slept. */
  missedAway: number
  newEpochs: number
  /** Connections that were there and ended. */
  disconnects: number
  /** Attempts that came to nothing. */
  failedDials: number
  /** Hops shorter than nothing, beyond their bound: the clock estimate was too sure. */
  impossibleHops: number
  readonly faults: FaultCounts
  /** Dial to first decodable chunk, µs. */
  readonly join: Histogram
  /** Capture to arrival at the viewer, µs; without what came out of a cache. */
  readonly path: Histogram
  /** Capture to the model's playhead, µs. */
  readonly live: Histogram
  /** Between two new chunks that follow each other, µs. */
  readonly gap: Histogram
}

export const createTally = (): Tally => ({
  chunks: 0,
  freshChunks: 0,
  replayedChunks: 0,
  undecodableChunks: 0,
  bytes: 0,
  missedAway: 0,
  newEpochs: 0,
  disconnects: 0,
  failedDials: 0,
  impossibleHops: 0,
  faults: noFaults(),
  join: createHistogram(),
  path: createHistogram(),
  live: createHistogram(),
  gap: createHistogram(),
})
