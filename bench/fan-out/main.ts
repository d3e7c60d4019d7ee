// `make bench ONLY=fan-out`: CPU that a server takes for each chunk that it delivers, Weir's edge beside what stands
// under it: a C program with one `send` a viewer, and `ws` with nothing around it. One source feeds all of them; the
// viewers are a C program (native/), which has to cost less than what it loads. Servers stay up and take their turn in
// each round; a row is the median of the rounds. Prints a table, writes JSON, exits 1 when a viewer missed anything.
//
// VIEWERS (50,200,500,1500), ROUNDS (3), SECONDS (10) is one window, WARM_SECONDS (20) what each server is warmed up
// with, once, CHUNK_BYTES (4200), SERVERS (floor,framed,mse,push) picks, WEIR_OTHER is the folder of
// another built checkout whose edge is measured beside this one, OUT (file).
import { writeReport } from '../lab-report.ts'
import { compile } from './compile.ts'
import { measure } from './measure.ts'
import { faultsOf, type Series, summarize } from './series.ts'
import { type Server, startFloor, startSource, startWeirEdge, startWsServer } from './servers.ts'
import { fanOutTable } from './table.ts'

const rungs = (process.env.VIEWERS || '50,200,500,1500').split(',').map(Number)
const rounds = Number(process.env.ROUNDS || 3)
const windowSeconds = Number(process.env.SECONDS || 10)
const warmSeconds = Number(process.env.WARM_SECONDS || 20)
const chunkBytes = Number(process.env.CHUNK_BYTES || 4200)
const wanted = (name: string) => !process.env.SERVERS || process.env.SERVERS.split(',').includes(name)
const other = process.env.WEIR_OTHER
const WARM_VIEWERS = 200
const SETTLE_SECONDS = 2

const say = (line: string) => console.error(line)
const programs = compile()
const source = await startSource(chunkBytes)
const servers: Server[] = []
try {
  if (wanted('floor')) servers.push(await startFloor(programs.floor, source))
  if (wanted('framed')) servers.push(await startWsServer('framed', source))
  for (const door of ['mse', 'push'] as const) {
    if (!wanted(door)) continue
    servers.push(await startWeirEdge(`Weir /${door}`, '.', door, source))
    if (other) servers.push(await startWeirEdge(`other Weir /${door}`, other, door, source))
  }
  const look = (server: Server, viewers: number, settleSeconds: number, seconds: number) =>
    measure(server, { program: programs.viewers, viewers, settleSeconds, windowSeconds: seconds })
  for (const server of servers) {
    say(`warming up ${server.name}: ${warmSeconds} s`)
    await look(server, WARM_VIEWERS, 0, warmSeconds)
  }
  const measured = new Map<string, Series[]>()
  for (const viewers of rungs) {
    for (let round = 1; round <= rounds; round++) {
      for (const server of servers) {
        const series = await look(server, viewers, SETTLE_SECONDS, windowSeconds)
        const key = `${viewers} ${server.name}`
        measured.set(key, [...(measured.get(key) ?? []), series])
        const micros = ((series.userSeconds + series.systemSeconds) / series.chunks) * 1e6
        say(
          `${viewers} viewers, round ${round}, ${server.name}: ${micros.toFixed(1)} µs a chunk ${faultsOf(series).join(', ')}`,
        )
      }
    }
  }
  const summaries = rungs.flatMap((viewers) =>
    servers.map(({ name }) => summarize(name, measured.get(`${viewers} ${name}`) ?? [])),
  )
  console.log(fanOutTable(summaries))
  writeReport('bench-fan-out', { chunkBytes, windowSeconds, summaries, series: Object.fromEntries(measured) })
  process.exitCode = summaries.every(({ faults }) => faults.length === 0) ? 0 : 1
} finally {
  for (const server of servers) await server.close()
  await source.close()
}
