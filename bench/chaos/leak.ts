// Whether a process holds more and more. Pure: samples of one life of one process in, a sentence or nothing out.
import { quantile } from '@weir/figures'
import type { Holdings } from '../lab-metrics.ts'

export interface Sample extends Holdings {
  /** Since the run began, s. */
  readonly atSeconds: number
  /** Connections that the node has just now, parents and children. */
  readonly connections: number
}

/** A young process fills its caches, compiles its code and grows its heap to what it needs. */
const WARM_UP_SECONDS = 90
/** Each third has to see a full collection, of which there is one in two minutes or so. */
const SHORTEST_SECONDS = 360
/** Resident memory swings with the garbage collector: here a relay's goes from 85 to 140 MB while nothing happens. */
const SLACK_RESIDENT_BYTES = 50_000_000
/** What is still there after the deepest collection of a third of the life hardly swings. */
const SLACK_LIVE_BYTES = 10_000_000
const SLACK_FILES = 6

const median = (values: readonly number[]): number => quantile(values, 0.5) ?? 0

export interface Trend {
  readonly lifeSeconds: number
  readonly firstBytes: number
  readonly lastBytes: number
  /** Least squares over the warm life. */
  readonly bytesPerMinute: number
  /** Heap and buffers when they were at their least. */
  readonly firstLiveBytes: number
  readonly lastLiveBytes: number
  readonly firstFiles: number
  readonly lastFiles: number
}

/** The trend over a warm life; undefined when it was too short to have one. */
export const trendOf = (life: readonly Sample[]): Trend | undefined => {
  const born = life[0]?.startedSeconds
  const began = life[0]?.atSeconds ?? 0
  const warm = life.filter(
    ({ startedSeconds, atSeconds }) => startedSeconds === born && atSeconds - began > WARM_UP_SECONDS,
  )
  const [first, last] = [warm[0], warm.at(-1)]
  if (!first || !last || last.atSeconds - first.atSeconds < SHORTEST_SECONDS) return undefined
  const third = Math.ceil(warm.length / 3)
  const [early, late] = [warm.slice(0, third), warm.slice(-third)]
  const meanAt = warm.reduce((sum, { atSeconds }) => sum + atSeconds, 0) / warm.length
  const meanBytes = warm.reduce((sum, { residentBytes }) => sum + residentBytes, 0) / warm.length
  const square = warm.reduce((sum, { atSeconds }) => sum + (atSeconds - meanAt) ** 2, 0)
  const product = warm.reduce((sum, s) => sum + (s.atSeconds - meanAt) * (s.residentBytes - meanBytes), 0)
  // Files that are no connection: those are what a leak leaves.
  const files = (samples: readonly Sample[]) => median(samples.map((s) => s.openFiles - s.connections))
  const live = (samples: readonly Sample[]) => Math.min(...samples.map((s) => s.heapBytes + s.externalBytes))
  return {
    firstLiveBytes: live(early),
    lastLiveBytes: live(late),
    lifeSeconds: Math.round(last.atSeconds - began),
    firstBytes: median(early.map(({ residentBytes }) => residentBytes)),
    lastBytes: median(late.map(({ residentBytes }) => residentBytes)),
    bytesPerMinute: Math.round((product / square) * 60),
    firstFiles: files(early),
    lastFiles: files(late),
  }
}

export const leakFault = (trend: Trend): string | undefined => {
  const megabytes = (first: number, last: number) =>
    `${(first / 1e6).toFixed(0)} to ${(last / 1e6).toFixed(0)} MB in ${trend.lifeSeconds} s`
  if (trend.lastBytes - trend.firstBytes > SLACK_RESIDENT_BYTES) {
    return `resident memory grew from ${megabytes(trend.firstBytes, trend.lastBytes)}`
  }
  if (trend.lastLiveBytes - trend.firstLiveBytes > SLACK_LIVE_BYTES) {
    return `live memory grew from ${megabytes(trend.firstLiveBytes, trend.lastLiveBytes)}`
  }
  if (trend.lastFiles - trend.firstFiles > SLACK_FILES) {
    return `open files beside its connections went from ${trend.firstFiles} to ${trend.lastFiles} in ${trend.lifeSeconds} s`
  }
  return undefined
}
