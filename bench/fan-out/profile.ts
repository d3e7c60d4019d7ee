// The part `profile`: where the edge's CPU goes while it serves a crowd, function by function.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readAll } from '@weir/settings'
import { choice, count } from '../settings.ts'
import { connectInspector } from './inspector.ts'
import { joinAll } from './measure.ts'
import { INSPECT } from './node-process.ts'
import { type Bench, type Part, pass, type Result } from './part.ts'
import { profileTable, selfTimes } from './self-time.ts'
import { buildsOf, DOORS, startWeirEdge, type WeirEdge } from './servers/weir-edge.ts'
import { openSourceMap } from './source-map.ts'
import { startViewers } from './viewers.ts'

const SETTINGS = {
  viewers: count('VIEWERS', 500),
  seconds: count('SECONDS', 10),
  warmSeconds: count('WARM_SECONDS', 20),
  doors: choice('SERVERS', DOORS),
}
const TOP = 20

const profileOne = async (edge: WeirEdge, { env, programs, say }: Bench) => {
  const { viewers: crowd, seconds, warmSeconds } = readAll(SETTINGS, env)
  const viewers = startViewers(programs.viewers, edge.approach, { evenAcks: true })
  const inspector = await connectInspector(await edge.inspectorUrl())
  try {
    await joinAll(viewers, crowd, edge.name)
    say(`${edge.name}: ${crowd} viewers, profiled for ${seconds} s after ${warmSeconds} s`)
    await pass(warmSeconds)
    return await inspector.profile(seconds)
  } finally {
    inspector.close()
    await viewers.close()
  }
}

const run = async (bench: Bench): Promise<Result> => {
  const tables: string[] = []
  const files: string[] = []
  mkdirSync('.weir', { recursive: true })
  for (const door of readAll(SETTINGS, bench.env).doors) {
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

export const profile: Part = { settings: SETTINGS, run }
