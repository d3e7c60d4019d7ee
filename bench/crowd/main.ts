// `make bench-crowd`: 500 viewers on one edge, of which one in ten stops reading for a while. The others must see no gap,
// and what the edge holds for those that stopped must be bounded and come back. Prints a table, writes JSON, exits 1 when
// that is not so. VIEWERS (500), STUCK (0.1), STUCK_SECONDS (60), TRACKS (video), SOURCE=test (ffmpeg; the default is the
// synthetic source, since the processor is needed for viewers), OUT (file).
import { startViewers } from '@weir/viewer'
import { type BenchLab, startLab, until } from '../lab.ts'
import { type Holdings, holdingsOf } from '../lab-metrics.ts'
import { writeReport } from '../lab-report.ts'
import { type Phase, phaseRow, verdictsOf } from './phases.ts'

const EDGE = 'edge1'
const count = Number(process.env.VIEWERS || 500)
const stuckShare = Number(process.env.STUCK || 0.1)
const stuckSeconds = Number(process.env.STUCK_SECONDS || 60)
const SETTLE_SECONDS = 5
const CONTROL_SECONDS = 20
const AFTER_SECONDS = 20

const lab: BenchLab = await startLab({
  topology: 'chain:hops=2',
  synthetic: process.env.SOURCE !== 'test',
  change: (plan) => ({
    ...plan,
    nodes: plan.nodes.map((node) => ({
      ...node,
      streams: Object.fromEntries(
        Object.entries(node.streams).map(([name, stream]) => [name, { ...stream, source: 'test' as const }]),
      ),
    })),
  }),
})
process.once('SIGINT', () => process.kill(process.pid, 'SIGTERM'))
const viewers = startViewers({
  count,
  edges: lab.edges,
  tracks: (process.env.TRACKS || 'video').split(','),
  rampSeconds: count / 100,
  stuckShare,
  stuckAfterSeconds: Number.POSITIVE_INFINITY,
})

const holdings = async (): Promise<Holdings | undefined> => holdingsOf((await lab.metrics(EDGE)) ?? '')

/** Watches for `seconds`, asking the edge each second what it holds. */
const watch = async (name: Phase['name'], seconds: number): Promise<Phase> => {
  viewers.openWindow()
  const before = viewers.snapshot().reading
  const held: Holdings[] = []
  for (let second = 0; second < seconds; second++) {
    await new Promise((wake) => setTimeout(wake, 1000))
    const now = await holdings()
    if (now) held.push(now)
  }
  const after = viewers.snapshot().reading
  const phase: Phase = {
    name,
    seconds,
    gapsMillis: after.windowGapsMillis,
    faults:
      Object.values(after.faults).reduce((sum, value) => sum + value, 0) -
      Object.values(before.faults).reduce((sum, value) => sum + value, 0),
    stalls: after.stalls - before.stalls,
    disconnects: after.disconnects - before.disconnects,
    chunksPerSecond: (after.chunks - before.chunks) / seconds,
    held,
  }
  console.error(phaseRow(phase).join(', '))
  return phase
}

try {
  await until('all viewers play', 60, () => {
    const { reading, stuck } = viewers.snapshot()
    return reading.playing + (stuck?.playing ?? 0) === count
  })
  await new Promise((wake) => setTimeout(wake, SETTLE_SECONDS * 1000))
  const control = await watch('all read', CONTROL_SECONDS)
  viewers.stick()
  const stuck = await watch('one in ten stopped', stuckSeconds)
  viewers.unstick()
  const back = await watch('all read again', AFTER_SECONDS)
  const phases = [control, stuck, back]
  const report = viewers.snapshot()
  const verdicts = verdictsOf(phases, Math.round(count * stuckShare))
  console.log(
    'phase | largest gap of those that read p50 / p99 / max, ms | faults | stalls | lost | chunks/s | edge RSS first / max / last, MB | queue max, kB | dropped',
  )
  for (const phase of phases) console.log(phaseRow(phase).join(' | '))
  console.log(
    `those that stopped: ${JSON.stringify(report.stuck?.faults)}, ${report.stuck?.disconnects} disconnected, ${report.stuck?.connected} connected at the end`,
  )
  for (const sample of report.samples.slice(0, 5)) console.log(sample)
  for (const verdict of verdicts) console.log(`missed: ${verdict}`)
  writeReport('bench-crowd', { viewers: count, phases, report, missed: verdicts })
  process.exitCode = verdicts.length === 0 ? 0 : 1
} finally {
  await viewers.stop()
  await lab.close()
}
