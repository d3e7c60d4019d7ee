// The report's parts: how each edge's viewers fare, and each viewer. Pure.
import { gapMillis, isWithoutPicture, MILLI, nowOf, round, type ViewerReading } from './reading.ts'

/** How those fare who are on one edge now, or dial it. */
export interface EdgeReport {
  /** Its address. */
  readonly edge: string
  /** Null when nothing but its address is known. */
  readonly id: string | null
  readonly viewers: number
  readonly connected: number
  readonly playing: number
  readonly withoutPicture: number
  readonly freshChunks: number
  readonly stalls: number
  readonly stalledSeconds: number
  readonly disconnects: number
  readonly faults: number
  /** Null before two chunks came. */
  readonly largestGapMillis: number | null
  /** Right now, over its viewers. */
  readonly pathNowMillis: { readonly p50: number | null; readonly max: number | null }
  readonly liveNowMillis: { readonly p50: number | null; readonly max: number | null }
}

export interface ViewerReport {
  readonly viewer: number
  readonly edge: string
  readonly stuck: boolean
  readonly connected: boolean
  /** Has had a picture at any time. */
  readonly joined: boolean
  /** Its picture moves now. */
  readonly playing: boolean
  readonly withoutPictureSeconds: number
  readonly freshChunks: number
  readonly stalls: number
  readonly stalledSeconds: number
  readonly jumps: number
  readonly disconnects: number
  readonly faults: number
  /** Null before two chunks came. */
  readonly largestGapMillis: number | null
  readonly pathNowMillis: number | null
  readonly liveNowMillis: number | null
}

export const edgeReports = (
  edges: readonly { readonly url: string; readonly id: string | null }[],
  viewers: readonly ViewerReading[],
): EdgeReport[] =>
  edges.map(({ url: edge, id }) => {
    const mine = viewers.filter((viewer) => viewer.edge === edge)
    const sum = (of: (viewer: ViewerReading) => number) => mine.reduce((total, viewer) => total + of(viewer), 0)
    return {
      edge,
      id,
      viewers: mine.length,
      connected: sum(({ connected }) => Number(connected)),
      playing: sum(({ playing }) => Number(playing)),
      withoutPicture: sum((viewer) => Number(isWithoutPicture(viewer))),
      freshChunks: sum(({ freshChunks }) => freshChunks),
      stalls: sum(({ stalls }) => stalls),
      stalledSeconds: round(sum(({ stalledMicros }) => stalledMicros) / 1e6),
      disconnects: sum(({ disconnects }) => disconnects),
      faults: sum(({ faults }) => faults),
      largestGapMillis: gapMillis(mine.reduce((most, viewer) => Math.max(most, viewer.largestGapMicros), 0)),
      pathNowMillis: nowOf(mine.map(({ pathMicros }) => pathMicros)),
      liveNowMillis: nowOf(mine.map(({ liveMicros }) => liveMicros)),
    }
  })

/** The worst first (faults, time without a picture, stalls), those that read before those that were told to stop. */
export const viewerReports = (viewers: readonly ViewerReading[]): ViewerReport[] =>
  [...viewers]
    .sort(
      (a, b) =>
        Number(a.stuck) - Number(b.stuck) ||
        b.faults - a.faults ||
        b.withoutPictureMicros - a.withoutPictureMicros ||
        b.stalledMicros - a.stalledMicros ||
        b.largestGapMicros - a.largestGapMicros ||
        a.viewer - b.viewer,
    )
    .map(({ sourceGapMicros: _source, openGapMicros: _open, ...viewer }) => {
      const { stalledMicros, largestGapMicros, pathMicros, liveMicros, withoutPictureMicros, ...same } = viewer
      return {
        ...same,
        withoutPictureSeconds: round(withoutPictureMicros / 1e6),
        stalledSeconds: round(stalledMicros / 1e6),
        largestGapMillis: gapMillis(largestGapMicros),
        pathNowMillis: pathMicros === undefined ? null : round(pathMicros / MILLI),
        liveNowMillis: liveMicros === undefined ? null : round(liveMicros / MILLI),
      }
    })
