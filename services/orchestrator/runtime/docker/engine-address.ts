// Where the docker client finds its engine, for messages. Read from where the client reads it, its variables and its
// configuration, and not asked of the client: older ones ask the engine first, whatever they are asked.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where it looks when nobody says anything. */
const USUAL = 'unix:///var/run/docker.sock'

const read = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // None, or none that the client could read.
    return null
  }
}

/** The file of a context, as the client names it. */
const metaOf = (folder: string, context: string): string =>
  join(folder, 'contexts/meta', createHash('sha256').update(context).digest('hex'), 'meta.json')

/** As in `unix:///var/run/docker.sock`; `env` is the client's. */
export const engineAddress = (env: Readonly<Record<string, string | undefined>>): string => {
  if (env.DOCKER_HOST) return env.DOCKER_HOST
  const folder = env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker')
  const config = read(join(folder, 'config.json')) as { currentContext?: string } | null
  const context = env.DOCKER_CONTEXT || config?.currentContext || 'default'
  if (context === 'default') return USUAL
  const meta = read(metaOf(folder, context)) as { Endpoints?: { docker?: { Host?: string } } } | null
  return meta?.Endpoints?.docker?.Host ?? `of the context ${context}`
}
