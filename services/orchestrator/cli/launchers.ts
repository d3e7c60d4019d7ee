import type { Settings } from '@weir/settings'
import { whyNoEngine } from '../runtime/docker/engine.ts'
import { dockerLauncher } from '../runtime/docker/launcher.ts'
import { endProject, projectsFrom } from '../runtime/docker/project.ts'
import type { Launcher } from '../runtime/lab.ts'
import { processLauncher } from '../runtime/process-launcher.ts'
import type { RuntimeName } from '../runtime/runtime.ts'
import { UsageError } from './usage-error.ts'

export const launcherOf = (runtime: RuntimeName, root: string, settings: Settings): Launcher =>
  runtime === 'docker' ? dockerLauncher(root, settings) : processLauncher(root)

/**
 * Compose projects that came from this state folder, whatever its record says: of an `up` that was killed before it wrote
 * one, or of a record that somebody removed. None when there is no engine to have them. Every start waits for the answer,
 * so that no more is asked than that.
 */
export const unrecorded = (folder: string): Promise<readonly string[]> => projectsFrom(folder, null).catch(() => [])

/** Ends those, and gives their names. Throws one sentence for each thing that stays. */
export const endUnrecorded = async (folder: string): Promise<readonly string[]> => {
  const projects = await unrecorded(folder)
  for (const project of projects) await endProject({ project, client: null }, folder)
  return projects
}

export type AskedRuntime = RuntimeName | 'auto'

/** What RUNTIME says. Throws when that can't be: in a container there are no processes of the host. */
export const parseRuntime = (given: string, containerised: boolean): AskedRuntime => {
  const asked = given.trim() === '' ? 'auto' : given
  if (asked !== 'auto' && asked !== 'docker' && asked !== 'process')
    throw new UsageError(`RUNTIME="${asked}", expected auto, docker or process`)
  if (!containerised) return asked
  if (asked === 'process') throw new Error('RUNTIME=process needs Node.js 20.11 or later on the PATH')
  return 'docker'
}

/** For `auto`, what this machine has. */
export const chooseRuntime = async (asked: AskedRuntime, say: (line: string) => void): Promise<RuntimeName> => {
  if (asked !== 'auto') return asked
  const missing = await whyNoEngine()
  if (missing === null) return 'docker'
  say(`${missing.split('\n')[0]}: the nodes run as local processes`)
  return 'process'
}
