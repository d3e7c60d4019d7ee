import type { Settings } from '@weir/settings'
import { whyNoEngine } from '../runtime/docker/engine.ts'
import { dockerLauncher } from '../runtime/docker/launcher.ts'
import { EngineSilent } from '../runtime/docker/patience.ts'
import { endProject, projectsFrom } from '../runtime/docker/project.ts'
import type { Launcher } from '../runtime/lab.ts'
import { processLauncher } from '../runtime/process-launcher.ts'
import type { RuntimeName } from '../runtime/runtime.ts'
import { UsageError } from '../topology/usage-error.ts'

type Say = (line: string) => void

export const launcherOf = (
  runtime: RuntimeName,
  { root, settings, say }: { readonly root: string; readonly settings: Settings; readonly say: Say },
): Launcher => (runtime === 'docker' ? dockerLauncher(root, settings, say) : processLauncher(root))

/**
 * Compose projects that came from this state folder, whatever its record says: of an `up` that was killed before it wrote
 * one, or of a record that somebody removed. None when there is no engine to have them; throws EngineSilent when there is
 * one that does not say. Every start waits for the answer, so that no more is asked than that.
 */
export const unrecorded = (folder: string, say: Say): Promise<readonly string[]> =>
  projectsFrom(folder, { say }).catch((error: Error) => {
    if (error instanceof EngineSilent) throw error
    return []
  })

/** Ends those, and gives their names. Throws one sentence for each thing that stays. */
export const endUnrecorded = async (folder: string, say: Say): Promise<readonly string[]> => {
  const projects = await unrecorded(folder, say)
  for (const project of projects) await endProject({ project, say }, folder)
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

/** For `auto`, what this machine has. `silent`: the engine has just been asked something, and has not answered. */
export const chooseRuntime = async (
  asked: AskedRuntime,
  say: Say,
  silent: EngineSilent | null,
): Promise<RuntimeName> => {
  if (silent && asked === 'docker') throw silent
  if (asked !== 'auto') return asked
  const missing = silent?.message ?? (await whyNoEngine({ say }))
  if (missing === null) return 'docker'
  say(`${missing.split('\n')[0]}: the nodes run as local processes`)
  return 'process'
}
