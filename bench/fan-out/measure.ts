// One series: so many viewers on one server, watched through one window.

import { until } from '../lab.ts'
import { quantilesOf } from '../latency/quantiles.ts'
import { cpuTimeOf, residentBytesOf } from './process-figures.ts'
import type { Series } from './series.ts'
import type { Server } from './servers.ts'
import { startViewers } from './viewers.ts'

export interface MeasureOptions {
  readonly program: string
  readonly viewers: number
  readonly settleSeconds: number
  readonly windowSeconds: number
}

const JOINS_PER_SECOND = 500
const JOIN_SECONDS = 20

const pass = (seconds: number) => new Promise((wake) => setTimeout(wake, seconds * 1000))

/** Throws when not every viewer gets as far as its first chunk. */
export const measure = async (server: Server, options: MeasureOptions): Promise<Series> => {
  const viewers = startViewers(options.program, server.approach)
  try {
    viewers.join(options.viewers, JOINS_PER_SECOND)
    await until(`${options.viewers} viewers have joined ${server.name}`, JOIN_SECONDS, async () => {
      const { viewers: open, waiting } = await viewers.report()
      return open === options.viewers && waiting === 0
    })
    await pass(options.settleSeconds)
    const before = await viewers.report()
    viewers.openWindow()
    const from = cpuTimeOf(server.pid)
    await pass(options.windowSeconds)
    const to = cpuTimeOf(server.pid)
    const report = await viewers.report()
    return {
      seconds: report.seconds,
      userSeconds: to.userSeconds - from.userSeconds,
      systemSeconds: to.systemSeconds - from.systemSeconds,
      viewersCpuSeconds: report.cpuSeconds - before.cpuSeconds,
      viewers: options.viewers,
      steady: report.steady,
      sent: report.sent,
      chunks: report.chunks,
      bytes: report.bytes,
      missing: report.missing,
      repeated: report.repeated,
      torn: report.torn,
      closed: report.closed,
      behind: report.behind,
      residentBytes: residentBytesOf(server.pid),
      gap: quantilesOf(report.gapsMillis),
      delay: quantilesOf(report.delaysMillis),
    }
  } finally {
    await viewers.close()
  }
}
