// The part `fan-out`: every server in turn, round after round, at every number of viewers.
import { readAll } from '@weir/settings'
import { choice, count, counts, one } from '../settings.ts'
import { measure } from './measure.ts'
import type { Bench, Part, Result } from './part.ts'
import { faultsOf, microsPerChunk, type Series, summarize } from './series.ts'
import { startFloor } from './servers/floor.ts'
import { startMediaServer } from './servers/media-server.ts'
import { startNginx } from './servers/nginx.ts'
import type { Missing, Server } from './servers/server.ts'
import { buildsOf, DOORS, startWeirEdge } from './servers/weir-edge.ts'
import { startWsServer } from './servers/ws.ts'
import { fanOutTable, missedTargets } from './table.ts'

const SERVERS = ['floor', 'framed', 'naive', 'media-server', 'nginx', ...DOORS] as const
const SETTINGS = {
  rungs: counts('VIEWERS', [50, 200, 500, 1500]),
  rounds: count('ROUNDS', 3),
  windowSeconds: count('SECONDS', 10),
  warmSeconds: count('WARM_SECONDS', 40),
  acks: one('ACKS', ['even', 'plain'], 'even'),
  servers: choice('SERVERS', SERVERS),
}
const WARM_VIEWERS = 200
const SETTLE_SECONDS = 2

type Choice = (typeof SERVERS)[number]

const starters = ({ env, programs, source }: Bench, choice: Choice): readonly (() => Promise<Server | Missing>)[] => {
  if (choice === 'floor') return [() => startFloor(programs.floor, source)]
  if (choice === 'framed' || choice === 'naive') return [() => startWsServer(choice, source)]
  if (choice === 'media-server') return [() => startMediaServer(source)]
  if (choice === 'nginx') return [() => startNginx(source)]
  return buildsOf(env).map((build) => () => startWeirEdge(build, choice, source))
}

const run = async (bench: Bench): Promise<Result> => {
  const { env, say, programs } = bench
  const { rungs, rounds, windowSeconds, warmSeconds, acks, servers: wanted } = readAll(SETTINGS, env)
  const evenAcks = acks === 'even'
  const servers: Server[] = []
  const leftOut: Missing[] = []
  const look = (server: Server, viewers: number, settleSeconds: number, seconds: number) =>
    measure(server, { program: programs.viewers, viewers, evenAcks, settleSeconds, windowSeconds: seconds })
  try {
    for (const start of wanted.flatMap((choice) => starters(bench, choice))) {
      const server = await start()
      if ('missing' in server) {
        leftOut.push(server)
        say(`left out: ${server.name} (${server.missing})`)
        continue
      }
      servers.push(server)
      // V8 compiles what runs 30 times a second within its first minute.
      say(`warming up ${server.name}: ${warmSeconds} s`)
      await look(server, WARM_VIEWERS, 0, warmSeconds)
    }
    const measured: { readonly server: string; readonly round: number; readonly series: Series }[] = []
    for (const viewers of rungs) {
      for (let round = 1; round <= rounds; round++) {
        for (const server of servers) {
          const series = await look(server, viewers, SETTLE_SECONDS, windowSeconds)
          measured.push({ server: server.name, round, series })
          const words = [`${microsPerChunk(series).toFixed(1)} µs a chunk`, ...faultsOf(series)].join(', ')
          say(`${viewers} viewers, round ${round} of ${rounds}, ${server.name}: ${words}`)
        }
      }
    }
    const summaries = rungs.flatMap((viewers) =>
      servers.map(({ name }) =>
        summarize(
          name,
          measured
            .filter(({ server, series }) => server === name && series.viewers === viewers)
            .map(({ series }) => series),
        ),
      ),
    )
    return {
      table: fanOutTable(summaries, leftOut),
      figures: { windowSeconds, evenAcks, summaries, measured, leftOut },
      missed: missedTargets(summaries),
    }
  } finally {
    for (const server of servers) await server.close()
  }
}

export const fanOut: Part = { settings: SETTINGS, run }
