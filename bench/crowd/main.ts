// `make bench-crowd`: 500 viewers on one edge, of which one in ten stops reading for a while. The others must see no gap,
// and what the edge holds for those that stopped must be bounded and come back. Those that stop are a process of their
// own: when they read again, megabytes wait for each of them, and reading these must not hold up the ones that measure.
// Prints a table, writes JSON, exits 1 when it is not so. VIEWERS (500), STUCK (0.1), STUCK_SECONDS (60), TRACKS (video),
// SOURCE=test (ffmpeg; the default is the synthetic source, since viewers need the processor), OUT (file).
import { type ChildProcess, spawn } from 'node:child_process'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { type Report, startViewers } from '@weir/viewer'
import { startLab, until } from '../lab.ts'
import { type Holdings, holdingsOf } from '../lab-metrics.ts'
import { writeReport } from '../lab-report.ts'
import { withTestSource } from '../plans.ts'
import { choice, count as countOf, number, one, settingsOf } from '../settings.ts'
import { HEAD, type Phase, phaseRow, verdictsOf } from './phases.ts'

const EDGE = 'edge1'
const settings = settingsOf({
  viewers: countOf('VIEWERS', 500),
  stuck: number('STUCK', 0.1, 1),
  stuckSeconds: number('STUCK_SECONDS', 60),
  tracks: choice('TRACKS', ['video', 'audio'], ['video']),
  source: one('SOURCE', ['synthetic', 'test'], 'synthetic'),
})
const { viewers: count, stuckSeconds } = settings
const stuckCount = Math.round(count * settings.stuck)
const tracks = settings.tracks.join(',')
const SETTLE_SECONDS = 5
const CONTROL_SECONDS = 20
const AFTER_SECONDS = 20

const lab = await startLab({
  topology: 'chain:hops=2',
  synthetic: settings.source === 'synthetic',
  change: withTestSource,
})
process.once('SIGINT', () => process.kill(process.pid, 'SIGTERM'))
const readers = count - stuckCount
const viewers = startViewers({
  count: readers,
  edges: lab.edges,
  tracks: settings.tracks,
  rampSeconds: readers / 100,
})

/** Those that stop, as `make viewers` runs them; they end by themselves. */
const startStuck = (): ChildProcess => {
  const options = {
    viewers: stuckCount,
    edge: lab.edgeUrl(EDGE),
    tracks,
    ramp: 0,
    stuck: 1,
    'stuck-after': SETTLE_SECONDS + CONTROL_SECONDS,
    'stuck-for': stuckSeconds,
    duration: SETTLE_SECONDS + CONTROL_SECONDS + stuckSeconds + AFTER_SECONDS + 3,
  }
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
  return spawn(process.execPath, ['dist/services/viewer/main.js', '--json', ...words], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

const reportOf = async (child: ChildProcess): Promise<Report> => {
  let text = ''
  for await (const data of child.stdout ?? []) text += data
  return JSON.parse(text) as Report
}

/** Watches for `seconds`, asking the edge each second what it holds. */
const watch = async (name: Phase['name'], seconds: number): Promise<Phase> => {
  viewers.openWindow()
  const before = viewers.snapshot().reading
  const cpu = process.cpuUsage()
  const began = performance.now()
  const loop = monitorEventLoopDelay({ resolution: 5 })
  loop.enable()
  const held: Holdings[] = []
  while (performance.now() - began < seconds * 1000) {
    await new Promise((wake) => setTimeout(wake, 1000))
    const now = holdingsOf((await lab.metrics(EDGE)) ?? '')
    if (now) held.push(now)
  }
  const after = viewers.snapshot().reading
  const used = process.cpuUsage(cpu)
  const took = (performance.now() - began) / 1000
  const broken = (report: typeof after) => Object.values(report.faults).reduce((sum, value) => sum + value, 0)
  const phase: Phase = {
    name,
    seconds: took,
    gapsMillis: after.windowGapsMillis,
    sourceGapMillis: after.windowSourceGapMillis,
    ownDelayMillis: loop.max / 1e6,
    ownCpu: (used.user + used.system) / 1e6 / took,
    faults: broken(after) - broken(before),
    stalls: after.stalls - before.stalls,
    disconnects: after.disconnects - before.disconnects,
    chunksPerSecond: (after.chunks - before.chunks) / took,
    held,
  }
  console.error(phaseRow(phase).join(', '))
  return phase
}

let child: ChildProcess | undefined
try {
  await until('all viewers play', 60, () => viewers.snapshot().reading.joined === readers)
  child = startStuck()
  const stuckReport = reportOf(child)
  await new Promise((wake) => setTimeout(wake, SETTLE_SECONDS * 1000))
  const phases = [
    await watch('all read', CONTROL_SECONDS),
    await watch('one in ten stopped', stuckSeconds),
    await watch('all read again', AFTER_SECONDS),
  ]
  const report = viewers.snapshot()
  const { stuck } = await stuckReport
  const missed = verdictsOf(phases, stuckCount)
  if (stuck?.connected !== stuckCount) missed.push(`${stuck?.connected} of ${stuckCount} that stopped are connected`)
  console.log([HEAD, ...phases.map(phaseRow)].map((cells) => `| ${cells.join(' | ')} |`).join('\n'))
  console.log(`those that stopped: ${JSON.stringify(stuck?.faults)}, ${stuck?.disconnects} disconnected`)
  for (const sample of report.firstFaults.slice(0, 5)) console.log(sample)
  for (const verdict of missed) console.log(`missed: ${verdict}`)
  writeReport('bench-crowd', { viewers: count, phases, report, stuck, missed })
  process.exitCode = missed.length === 0 ? 0 : 1
} finally {
  child?.kill()
  await viewers.stop()
  await lab.close()
}
