// The part `fan-out`: every server in turn, round after round, at every number of viewers.
import { measure } from './measure.ts'
import type { Bench, Result } from './part.ts'
import { faultsOf, microsPerChunk, type Series, summarize } from './series.ts'
import { startFloor } from './servers/floor.ts'
import { startMediaServer } from './servers/media-server.ts'
import { startNginx } from './servers/nginx.ts'
import type { Missing, Server } from './servers/server.ts'
import { buildsOf, DOORS, startWeirEdge } from './servers/weir-edge.ts'
import { startWsServer } from './servers/ws.ts'
import { choiceOf, countOf, countsOf, oneOf } from './settings.ts'
import { fanOutTable, missedTargets } from './table.ts'

const SERVERS = ['floor', 'framed', 'naive', 'media-server', 'nginx', ...DOORS] as const
const RUNGS = [50, 200, 500, 1500] as const
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

export const fanOut = async (bench: Bench): Promise<Result> => {
  const { env, say, programs } = bench
  const rungs = countsOf(env, 'VIEWERS', RUNGS)
  const rounds = countOf(env, 'ROUNDS', 3)
  const windowSeconds = countOf(env, 'SECONDS', 10)
  const warmSeconds = countOf(env, 'WARM_SECONDS', 40)
  const evenAcks = oneOf(env, 'ACKS', ['even', 'plain']) === 'even'
  const wanted = choiceOf(env, 'SERVERS', SERVERS)
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
