// The part `memory`: what a server holds for each viewer that is connected and gets nothing. On an edge each has come in,
// has said what it wants, has had what the cache had for it, and is in all lists; then the source is silent. So nothing is
// under way when full collections have been made and the figures are read.
import { readAll } from '@weir/settings'
import { until } from '../lab.ts'
import { counts } from '../settings.ts'
import { type Held, memoryTable, missedMemory, perViewer } from './held.ts'
import { connectInspector } from './inspector.ts'
import { INSPECT } from './node-process.ts'
import { type Bench, type Part, pass, type Result } from './part.ts'
import type { Server } from './servers/server.ts'
import { buildsOf, DOORS, startWeirEdge } from './servers/weir-edge.ts'
import { startWsServer } from './servers/ws.ts'
import { startViewers, type Viewers } from './viewers.ts'

const SETTINGS = { rungs: counts('VIEWERS', [1000, 3000]) }
/** These come and go before the base is taken, so that code that serves any viewer is in it; too few to leave room. */
const FIRST_VIEWERS = 50
const JOINS_PER_SECOND = 300
const JOIN_SECONDS = 60
const SETTLE_SECONDS = 3

type Inspected = Server & { inspectorUrl(): Promise<string> }

const connected = async (viewers: Viewers, count: number): Promise<void> => {
  const { viewers: before, failed, closed } = await viewers.report()
  viewers.join(Math.max(0, count - before), JOINS_PER_SECOND)
  await until(`${count} viewers are connected`, JOIN_SECONDS, async () => (await viewers.report()).viewers === count)
  await pass(SETTLE_SECONDS)
  const after = await viewers.report()
  if (after.viewers !== count || after.failed > failed || after.closed > closed) {
    throw new Error(`${after.viewers} of ${count} idle viewers stay connected`)
  }
}

const measureMemory = async (server: Inspected, { programs, source, say }: Bench, rungs: readonly number[]) => {
  const inspector = await connectInspector(await server.inspectorUrl())
  const viewers = startViewers(programs.viewers, server.approach)
  try {
    await connected(viewers, FIRST_VIEWERS)
    viewers.leave(FIRST_VIEWERS)
    source.silence()
    await pass(SETTLE_SECONDS)
    const held: Held[] = [{ server: server.name, viewers: 0, ...(await inspector.memory()) }]
    for (const count of rungs) {
      await connected(viewers, count)
      held.push({ server: server.name, viewers: count, ...(await inspector.memory()) })
      say(`${server.name}, ${count} idle viewers: ${(perViewer(held, count).residentBytes / 1e3).toFixed(1)} kB each`)
    }
    return held
  } finally {
    source.speak()
    inspector.close()
    await viewers.close()
    await server.close()
  }
}

const run = async (bench: Bench): Promise<Result> => {
  const { env, source } = bench
  const { rungs } = readAll(SETTINGS, env)
  const starts: (() => Promise<Inspected>)[] = [
    () => startWsServer('framed', source, [INSPECT]),
    ...DOORS.flatMap((door) => buildsOf(env).map((build) => () => startWeirEdge(build, door, source, [INSPECT]))),
  ]
  const held: Held[] = []
  for (const start of starts) held.push(...(await measureMemory(await start(), bench, rungs)))
  return { table: memoryTable(held), figures: { held }, missed: missedMemory(held) }
}

export const memory: Part = { settings: SETTINGS, run }
