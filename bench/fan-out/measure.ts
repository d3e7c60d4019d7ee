// One series: so many viewers on one server, watched through one window.

import { until } from '../lab.ts'
import { quantilesOf } from '../latency/quantiles.ts'
import { pass } from './part.ts'
import { cpuTimeOf, residentBytesOf } from './process-figures.ts'
import type { Series } from './series.ts'
import type { Server } from './servers/server.ts'
import { startViewers, type Viewers } from './viewers.ts'

export interface MeasureOptions {
  /** The viewers' program. */
  readonly program: string
  readonly viewers: number
  readonly evenAcks: boolean
  /** Between the last first chunk and the window. */
  readonly settleSeconds: number
  readonly windowSeconds: number
}

const JOINS_PER_SECOND = 500
const JOIN_SECONDS = 20

/** Returns once each of `count` more viewers has had a chunk. */
export const joinAll = async (viewers: Viewers, count: number, what: string): Promise<void> => {
  const { viewers: before } = await viewers.report()
  viewers.join(count, JOINS_PER_SECOND)
  await until(`${count} viewers get chunks of ${what}`, JOIN_SECONDS, async () => {
    const { viewers: open, waiting } = await viewers.report()
    return open === before + count && waiting === 0
  })
}

/** Throws when not every viewer gets as far as its first chunk. */
export const measure = async (server: Server, options: MeasureOptions): Promise<Series> => {
  const viewers = startViewers(options.program, server.approach, { serverPid: server.pid, evenAcks: options.evenAcks })
  try {
    await joinAll(viewers, options.viewers, server.name)
    await pass(options.settleSeconds)
    const before = await viewers.report()
    viewers.openWindow()
    const from = cpuTimeOf(server.pid)
    await pass(options.windowSeconds)
    const to = cpuTimeOf(server.pid)
    const report = await viewers.report()
    const { gapsMillis, firstsMillis: _, delaysMillis, cpuSeconds, serverCpuSeconds, ...counts } = report
    const [user, system] = [to.userSeconds - from.userSeconds, to.systemSeconds - from.systemSeconds]
    return {
      ...counts,
      viewers: options.viewers,
      cpuSeconds: serverCpuSeconds,
      userShare: user / (user + system || 1),
      viewersCpuSeconds: cpuSeconds - before.cpuSeconds,
      residentBytes: residentBytesOf(server.pid),
      gap: quantilesOf(gapsMillis),
      delay: quantilesOf(delaysMillis),
    }
  } finally {
    await viewers.close()
  }
}
