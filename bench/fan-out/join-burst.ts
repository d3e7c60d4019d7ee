// The part `join-burst`: a thousand join within a second while a hundred watch. The hundred are a process of their own,
// so that the reading of what the thousand get does not hold up what measures them.
import { readAll } from '@weir/settings'
import { count } from '../settings.ts'
import { type Burst, burstTable, missedBursts, summarizeBursts } from './burst.ts'
import { joinAll } from './measure.ts'
import { type Bench, type Part, pass, type Result } from './part.ts'
import type { Server } from './servers/server.ts'
import { buildsOf, DOORS, startWeirEdge } from './servers/weir-edge.ts'
import { startWsServer } from './servers/ws.ts'
import { startViewers } from './viewers.ts'

const SETTINGS = { joins: count('JOINS', 1000), rounds: count('ROUNDS', 5) }
const WATCHING = 100
const BURST_SECONDS = 1
const SETTLE_SECONDS = 2
/** From the first join on; whoever has nothing by then has waited too long anyway. */
const WINDOW_SECONDS = 4

const burst = async (server: Server, program: string, joins: number): Promise<Burst> => {
  const watching = startViewers(program, server.approach)
  const joining = startViewers(program, server.approach)
  try {
    await joinAll(watching, WATCHING, server.name)
    await pass(SETTLE_SECONDS)
    watching.openWindow()
    joining.openWindow()
    joining.join(joins, joins / BURST_SECONDS)
    await pass(WINDOW_SECONDS)
    const [watched, joined] = [await watching.report(), await joining.report()]
    return {
      joins,
      joined: joined.firstsMillis.length,
      firstsMillis: joined.firstsMillis,
      gapsMillis: watched.gapsMillis,
      watching: WATCHING,
      missing: watched.missing + joined.missing + watched.closed + joined.closed + joined.failed,
      sourceGapMillis: watched.sourceGapMillis,
    }
  } finally {
    await Promise.all([watching.close(), joining.close()])
  }
}

const run = async ({ env, programs, source, say }: Bench): Promise<Result> => {
  const { joins, rounds } = readAll(SETTINGS, env)
  const servers: Server[] = []
  try {
    servers.push(await startWsServer('framed', source))
    for (const door of DOORS) {
      for (const build of buildsOf(env)) servers.push(await startWeirEdge(build, door, source))
    }
    // Once without counting: code that has never run is not what a server is like that has been up for a minute.
    for (const server of servers) await burst(server, programs.viewers, joins)
    const bursts: { readonly server: string; readonly burst: Burst }[] = []
    for (let round = 1; round <= rounds; round++) {
      for (const server of servers) {
        say(`${joins} joins within ${BURST_SECONDS} s, round ${round} of ${rounds}, ${server.name}`)
        bursts.push({ server: server.name, burst: await burst(server, programs.viewers, joins) })
      }
    }
    const summaries = servers.map(({ name }) =>
      summarizeBursts(
        name,
        bursts.filter(({ server }) => server === name).map((one) => one.burst),
      ),
    )
    return { table: burstTable(summaries), figures: { summaries }, missed: missedBursts(summaries) }
  } finally {
    for (const server of servers) await server.close()
  }
}

export const joinBurst: Part = { settings: SETTINGS, run }
