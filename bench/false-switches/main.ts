// `make bench-false-switches`: a lab in which nothing is broken, on a machine that is kept busy, with standby edges of one
// build or of two. Every switch of parents that is counted was needless. MINUTES (60), EDGES (3, of each build), OTHER
// (another checkout that has been built, to compare with), BUSY (2: processes that take a core in bursts), OUT (file).
import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Plan } from '@weir/orchestrator/topology/plan'
import { type BenchLab, startLab } from '../lab.ts'
import { metricSum } from '../lab-metrics.ts'
import { writeReport } from '../lab-report.ts'
import { withCleanLinks, withTestSource } from '../plans.ts'
import { count, number, settingsOf, words } from '../settings.ts'
import { BURSTS } from './bursts.ts'

const { minutes, edges, busy, other } = settingsOf({
  minutes: number('MINUTES', 60),
  edges: count('EDGES', 3),
  busy: count('BUSY', 2, 0),
  other: words('OTHER', null),
})

/** The diamond with clean links and so many standby edges that are fed alike. */
const prepare = (plan: Plan): Plan => {
  const { nodes, links } = withCleanLinks(withTestSource(plan))
  const own = nodes.find(({ id }) => id === 'edge1')
  if (!own) throw new Error('the diamond has no edge1')
  const names = Array.from({ length: edges }, (_, index) => `edge${index + 1}`)
  return {
    ...plan,
    nodes: [
      ...nodes.filter((node) => node !== own),
      ...names.map((id, index) => ({ ...own, id, index: own.index + index, redundancy: 'standby' as const })),
    ],
    links: [
      ...links.filter(({ to }) => to !== own.id),
      ...links.filter(({ to }) => to === own.id).flatMap((link) => names.map((to) => ({ ...link, to }))),
    ],
  }
}
const FAMILIES = {
  switches: 'failovers',
  received: 'chunks_received',
  duplicates: 'chunks_duplicate',
  missing: 'chunks_missing',
}

/** Sums over all edges of a lab. Throws when one of them doesn't answer: a figure without it would be none. */
const figuresOf = async (lab: BenchLab) => {
  const texts = await Promise.all(
    lab.plan.nodes
      .filter(({ roles }) => roles.includes('edge'))
      .map(async ({ id }) => {
        const text = await lab.metrics(id)
        if (text === undefined) throw new Error(`${id} does not answer`)
        return text
      }),
  )
  const sum = (family: string) =>
    texts.reduce((total, text) => total + (metricSum(text, `weir_${family}_total`) ?? 0), 0)
  return Object.fromEntries(Object.entries(FAMILIES).map(([name, family]) => [name, sum(family)]))
}

const labs = new Map<string, BenchLab>()
const burners: ChildProcess[] = []
try {
  for (const [name, root] of [['this', '.'], ...(other ? [['other', other]] : [])] as [string, string][]) {
    labs.set(name, await startLab({ topology: 'diamond', change: prepare, synthetic: true, root }))
  }
  for (let index = 0; index < busy; index++) burners.push(spawn(process.execPath, ['-e', BURSTS], { stdio: 'ignore' }))
  await sleep(minutes * 60_000)
  const rows = await Promise.all([...labs].map(async ([build, lab]) => ({ build, edges, ...(await figuresOf(lab)) })))
  console.table(rows)
  writeReport('false-switches', { minutes, busy, rows })
} finally {
  for (const burner of burners) burner.kill()
  await Promise.all([...labs.values()].map((lab) => lab.close()))
}
