// The part `profile`: where the edge's CPU goes while it serves a crowd, function by function.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { connectInspector } from './inspector.ts'
import { joinAll } from './measure.ts'
import { INSPECT } from './node-process.ts'
import { type Bench, pass, type Result } from './part.ts'
import { profileTable, selfTimes } from './self-time.ts'
import { buildsOf, DOORS, startWeirEdge, type WeirEdge } from './servers/weir-edge.ts'
import { choiceOf, countOf } from './settings.ts'
import { openSourceMap } from './source-map.ts'
import { startViewers } from './viewers.ts'

const TOP = 20

const profileOne = async (edge: WeirEdge, { env, programs, say }: Bench) => {
  const count = countOf(env, 'VIEWERS', 500)
  const seconds = countOf(env, 'SECONDS', 10)
  const warmSeconds = countOf(env, 'WARM_SECONDS', 20)
  const viewers = startViewers(programs.viewers, edge.approach, { evenAcks: true })
  const inspector = await connectInspector(await edge.inspectorUrl())
  try {
    await joinAll(viewers, count, edge.name)
    say(`${edge.name}: ${count} viewers, profiled for ${seconds} s after ${warmSeconds} s`)
    await pass(warmSeconds)
    return await inspector.profile(seconds)
  } finally {
    inspector.close()
    await viewers.close()
  }
}

export const profile = async (bench: Bench): Promise<Result> => {
  const tables: string[] = []
  const files: string[] = []
  mkdirSync('.weir', { recursive: true })
  for (const door of choiceOf(bench.env, 'SERVERS', DOORS)) {
    for (const build of buildsOf(bench.env)) {
      const edge = await startWeirEdge(build, door, bench.source, [INSPECT])
      try {
        const taken = await profileOne(edge, bench)
        const file = resolve('.weir', `${edge.name.toLowerCase().replace(/\W+/g, '-')}.cpuprofile`)
        writeFileSync(file, JSON.stringify(taken))
        files.push(file)
        const place = openSourceMap(join(resolve(build.root), 'dist/services/edge/main.js'))
        tables.push(`${edge.name}, in ${file}:\n\n${profileTable(selfTimes(taken, place), TOP)}`)
      } finally {
        await edge.close()
      }
    }
  }
  return { table: tables.join('\n\n'), figures: { files }, missed: [] }
}
