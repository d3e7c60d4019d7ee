// The part `churn`: viewers come and go on one edge, through both doors, half of them each; what the edge holds when all
// have gone must be what it held before. The base is taken after a first turn of the same, so that what a process grows
// to once is in it.
import { readAll } from '@weir/settings'
import { until } from '../lab.ts'
import { count } from '../settings.ts'
import { connectInspector, type Inspector } from './inspector.ts'
import { churnTable, type Left, missedChurn } from './left.ts'
import { INSPECT } from './node-process.ts'
import { type Bench, type Part, pass, type Result } from './part.ts'
import { openFilesOf } from './process-figures.ts'
import { buildsOf, DOORS, startWeirEdge, type WeirEdge } from './servers/weir-edge.ts'
import { startViewers, type Viewers } from './viewers.ts'

const SETTINGS = {
  seconds: count('SECONDS', 300),
  standing: count('VIEWERS', 100),
  perSecond: count('JOINS', 25),
}
const FIRST_SECONDS = 30
/** Demand lingers at an edge, and sockets that were closed are closed in a later turn. */
const QUIET_SECONDS = 10
const GONE_SECONDS = 10

/** `perSecond` come each second and as many of the oldest go, among `standing` at each door. */
const turnOver = async (crowds: readonly Viewers[], standing: number, perSecond: number, seconds: number) => {
  for (const crowd of crowds) crowd.join(standing, perSecond)
  await pass(standing / perSecond)
  for (let second = 0; second < seconds; second++) {
    for (const crowd of crowds) {
      crowd.join(perSecond, perSecond)
      crowd.leave(perSecond)
    }
    await pass(1)
  }
  for (const crowd of crowds) {
    crowd.leave(standing + perSecond)
    await until('all viewers have left', GONE_SECONDS, async () => {
      const { viewers, joining } = await crowd.report()
      if (viewers > 0) crowd.leave(viewers)
      return viewers + joining === 0
    })
  }
  await pass(QUIET_SECONDS)
}

const look = async (edge: WeirEdge, inspector: Inspector): Promise<Left> => ({
  ...(await inspector.memory()),
  activeResources: (await inspector.activeResources()).length,
  openFiles: openFilesOf(edge.pid),
})

const churnOne = async (edge: WeirEdge, { env, programs, say }: Bench) => {
  const { seconds, standing, perSecond } = readAll(SETTINGS, env)
  const inspector = await connectInspector(await edge.inspectorUrl())
  const crowds = DOORS.map((door) => startViewers(programs.viewers, edge.approachTo(door)))
  try {
    await turnOver(crowds, standing, perSecond, FIRST_SECONDS)
    const before = await look(edge, inspector)
    for (const crowd of crowds) crowd.openWindow()
    say(`${edge.name}: ${2 * perSecond} join and leave a second, for ${seconds} s`)
    await turnOver(crowds, standing, perSecond, seconds)
    const after = await look(edge, inspector)
    const reports = await Promise.all(crowds.map((crowd) => crowd.report()))
    const sum = (of: (report: (typeof reports)[number]) => number) => reports.reduce((total, one) => total + of(one), 0)
    return {
      server: edge.name,
      seconds,
      left: sum(({ left }) => left),
      chunks: sum(({ chunks }) => chunks),
      faults: sum(({ failed, closed, missing, torn }) => failed + closed + missing + torn),
      before,
      after,
    }
  } finally {
    inspector.close()
    for (const crowd of crowds) await crowd.close()
    await edge.close()
  }
}

const run = async (bench: Bench): Promise<Result> => {
  const churned = []
  for (const build of buildsOf(bench.env)) {
    const edge = await startWeirEdge(build, 'mse', bench.source, [INSPECT])
    churned.push(await churnOne({ ...edge, name: `${build.name} /mse and /push` }, bench))
  }
  return { table: churnTable(churned), figures: { churned }, missed: churned.flatMap(missedChurn) }
}

export const churn: Part = { settings: SETTINGS, run }
