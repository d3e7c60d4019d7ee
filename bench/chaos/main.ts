// `make chaos SEED=… MINUTES=…`: random faults on the mesh, and after every mend the viewers must be well again. Prints a
// line a step, writes JSON, exits 1 when an invariant broke. SEED (1), MINUTES (30), TOPOLOGY (mesh), VIEWERS (40),
// MODE (hot or standby; as shipped when left out), SOURCE=synthetic (no ffmpeg), STEPS (ends earlier), OUT (file).
import type { Plan } from '@weir/orchestrator/topology/plan'
import { startViewers } from '@weir/viewer'
import { startLab, until } from '../lab.ts'
import { holdingsOf } from '../lab-metrics.ts'
import { writeReport } from '../lab-report.ts'
import { count as countOf, number, one, settingsOf, topology as topologyOf } from '../settings.ts'
import { leakFault, type Sample, trendOf } from './leak.ts'
import { schedule } from './schedule.ts'
import { runStep, type StepResult } from './step.ts'

const settings = settingsOf({
  seed: countOf('SEED', 1, 0),
  minutes: number('MINUTES', 30),
  viewers: countOf('VIEWERS', 40),
  steps: countOf('STEPS', Number.POSITIVE_INFINITY),
  topology: topologyOf('TOPOLOGY', 'mesh'),
  mode: one('MODE', ['hot', 'standby', 'none'], null),
  source: one('SOURCE', ['synthetic', 'test'], 'test'),
})
const { seed, minutes, viewers: count, steps: mostSteps, topology } = settings
const SAMPLE_MILLIS = 10_000
/** The player's buffer, the longest way, and what a busy machine adds. */
const LIVE_MILLIS = 600

const prepare = (plan: Plan): Plan => ({
  ...plan,
  nodes: plan.nodes.map((node) => ({
    ...node,
    redundancy: settings.mode ?? node.redundancy,
    streams: Object.fromEntries(
      Object.entries(node.streams).map(([name, stream]) => [name, { ...stream, source: 'test' as const }]),
    ),
  })),
})

let stopped = false
process.once('SIGINT', () => {
  stopped = true
})
const lab = await startLab({ topology, change: prepare, synthetic: settings.source === 'synthetic' })
const viewers = startViewers({ count, edges: lab.edges, rampSeconds: 2, seed })
const began = performance.now()
const elapsedSeconds = () => (performance.now() - began) / 1000

const lives = new Map<string, Sample[]>()
const takeSamples = async (): Promise<void> => {
  for (const { id } of lab.plan.nodes) {
    const [text, state] = await Promise.all([lab.metrics(id), lab.state(id)])
    const held = text === undefined ? undefined : holdingsOf(text)
    if (!held || !state) continue
    const connections = state.children.length + state.parents.filter((parent) => parent.state !== 'down').length
    const key = `${id} since ${new Date(held.startedSeconds * 1000).toISOString().slice(11, 19)}`
    lives.set(key, [...(lives.get(key) ?? []), { ...held, connections, atSeconds: elapsedSeconds() }])
  }
}
// One after the other: a node that is frozen takes its time to not answer.
let sampling: Promise<void> = Promise.resolve()
const sampler = setInterval(() => {
  sampling = sampling.then(takeSamples)
}, SAMPLE_MILLIS)

const results: StepResult[] = []
let cutShort = true
try {
  await until('all viewers play', 30, () => viewers.snapshot().reading.joined === count)
  console.error(`seed ${seed}, ${topology}, ${count} viewers, ${minutes} minutes`)
  for (const step of schedule(seed, lab.plan)) {
    if (stopped || elapsedSeconds() > minutes * 60 || step.index >= mostSteps) break
    const result = await runStep({ lab, viewers, count, liveMillis: LIVE_MILLIS }, step)
    results.push(result)
    console.error(
      `${elapsedSeconds().toFixed(0)} s, step ${step.index}: ${result.faults.join(' and ')} for ${step.holdSeconds} s` +
        `${result.promised ? '' : ' (no promise)'}, well after ${result.wellAfterSeconds ?? 'never'} s, ` +
        `largest gap ${result.largestGapMillis} ms, missing ${result.missing}+${result.missedAway}` +
        `${result.broken.length > 0 ? `: BROKEN: ${result.broken.join('; ')}` : ''}`,
    )
  }
  cutShort = false
} finally {
  clearInterval(sampler)
  await sampling
  const trends = [...lives].flatMap(([life, samples]) => {
    const trend = trendOf(samples)
    return trend ? [{ life, ...trend, leak: leakFault(trend) ?? null }] : []
  })
  const report = viewers.snapshot()
  const brokenSteps = results.filter(({ broken }) => broken.length > 0)
  const leaks = trends.flatMap(({ life, leak }) => (leak ? [`${life} ${leak}`] : []))
  await viewers.stop()
  await lab.close()
  const passed = !cutShort && brokenSteps.length === 0 && leaks.length === 0 && results.length > 0
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0)
  for (const { life, ...trend } of trends) {
    console.log(
      `${life}, ${trend.lifeSeconds} s: resident ${megabytes(trend.firstBytes)} to ${megabytes(trend.lastBytes)} MB, ` +
        `live ${megabytes(trend.firstLiveBytes)} to ${megabytes(trend.lastLiveBytes)} MB, ` +
        `files beside connections ${trend.firstFiles} to ${trend.lastFiles}`,
    )
  }
  for (const { index, broken, faults } of brokenSteps)
    console.log(`step ${index} (${faults.join(' and ')}): ${broken.join('; ')}`)
  for (const sample of report.firstFaults) console.log(sample)
  for (const leak of leaks) console.log(`leak: ${leak}`)
  console.log(
    `${passed ? 'passed' : 'FAILED'}: seed ${seed}, ${results.length} steps in ${(elapsedSeconds() / 60).toFixed(1)} minutes, ${results.filter(({ promised }) => promised).length} with a promise`,
  )
  writeReport('chaos', { seed, topology, minutes, passed, results, trends, samples: Object.fromEntries(lives), report })
  process.exitCode = passed ? 0 : 1
}
