// What the viewers, and the browser if there is one, went through in a stretch of time: the difference of two reports.
// Pure but for the asking.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { TestPage } from '@weir/test-support'
import type { Fault, Report, Viewers } from '@weir/viewer'

/** What went wrong at all viewers together. */
export interface WatchFaults {
  readonly missing: number
  readonly duplicates: number
  /** All other rules broken. */
  readonly otherFaults: number
  readonly stalls: number
  readonly disconnects: number
  /** In the browser; null without one. */
  readonly browserStalls: number | null
}

export interface Window extends WatchFaults {
  readonly seconds: number
  /** Largest time between two new chunks at each viewer, ms. */
  readonly gapsMillis: readonly number[]
  /** Largest time between two captures, ms: a source that paused by itself. */
  readonly sourceGapMillis: number
  /** Longest that this process was busy with something else, ms: what it says of gaps is no better than that. */
  readonly ownDelayMillis: number
}

export interface OpenWindow {
  close(): Promise<Window>
}

const DOUBLES: readonly Fault[] = ['duplicate', 'reordered']

const sum = (report: Report, pick: (fault: Fault) => boolean): number =>
  Object.entries(report.reading.faults).reduce((total, [fault, count]) => total + (pick(fault as Fault) ? count : 0), 0)

export const openWindow = async (viewers: Viewers, page: TestPage | undefined): Promise<OpenWindow> => {
  const browserStalls = async () => (page ? await page.evaluate<number>('window.weir?.stalls.count ?? 0') : null)
  const browserBefore = await browserStalls()
  const loop = monitorEventLoopDelay({ resolution: 5 })
  loop.enable()
  viewers.openWindow()
  const before = viewers.snapshot()
  return {
    close: async () => {
      const after = viewers.snapshot()
      loop.disable()
      const more = (of: (report: Report) => number) => of(after) - of(before)
      const browserAfter = await browserStalls()
      return {
        seconds: more(({ elapsedSeconds }) => elapsedSeconds),
        gapsMillis: after.reading.windowGapsMillis,
        sourceGapMillis: after.reading.windowSourceGapMillis,
        ownDelayMillis: Math.round(loop.max / 1e4) / 100,
        missing: more((report) => sum(report, (fault) => fault === 'missing') + report.reading.missedAway),
        duplicates: more((report) => sum(report, (fault) => DOUBLES.includes(fault))),
        otherFaults: more((report) => sum(report, (fault) => fault !== 'missing' && !DOUBLES.includes(fault))),
        stalls: more(({ reading }) => reading.stalls),
        disconnects: more(({ reading }) => reading.disconnects),
        browserStalls: browserAfter === null || browserBefore === null ? null : browserAfter - browserBefore,
      }
    },
  }
}
