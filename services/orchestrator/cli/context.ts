// What every verb gets, in place of globals.
import type { Settings } from '@weir/settings'
import type { Snapshot } from '../console/snapshot.ts'
import type { Launcher } from '../runtime/lab.ts'
import { askState } from './console-client.ts'
import { type Current, readCurrent } from './current.ts'
import { launcherOf, unrecorded } from './launchers.ts'
import { whoStarts } from './lock.ts'

export interface Context {
  /** The checkout. */
  readonly root: string
  /** State, logs and rendered files. */
  readonly folder: string
  readonly settings: Settings
  /** The command line runs in a container (tools/weir-docker): of the host's files it sees this checkout and little else. */
  readonly containerised: boolean
  /** A note for the person, kept off stdout so that `--json` stays clean, and broken for a terminal. What fails is thrown. */
  readonly say: (line: string) => void
  /** A line of output. */
  readonly print: (line: string) => void
  /** How wide it may be: no limit where it goes to no terminal. */
  readonly columns: number
}

export interface Alive extends Current {
  readonly launcher: Launcher
}

/** The lab that runs, or null. Throws when one does not run and yet has left something. */
export const findLab = async (context: Context): Promise<Alive | null> => {
  const { folder, say } = context
  const current = readCurrent(folder)
  if (!current) {
    const projects = await unrecorded(folder, say)
    if (projects.length === 0) return null
    throw new Error(`containers of a lab from ${folder} are left (${projects.join(', ')}); \`make down\` ends them`)
  }
  const launcher = launcherOf(current.lab.runtime, context)
  const { alive, left } = await launcher.look(current.lab, current.started)
  if (alive) return { ...current, launcher }
  if (left.length === 0) return null
  const { topology } = current.lab.plan
  const starter = whoStarts(folder)
  if (starter !== null) throw new Error(`${topology} is being started by another \`weir up\` (pid ${starter})`)
  throw new Error(
    `the orchestrator of ${topology} has gone and left ${left.join(' and ')}; \`make down\` ends what is left`,
  )
}

/**
 * The lab of the record, whether or not its orchestrator is there: when that has gone, one wants to read why. Throws as
 * `requireLab` does when there is no record.
 */
export const requireRecord = async (context: Context): Promise<Alive> => {
  const current = readCurrent(context.folder)
  if (!current) return requireLab(context)
  return { ...current, launcher: launcherOf(current.lab.runtime, context) }
}

export const requireLab = async (context: Context): Promise<Alive> => {
  const alive = await findLab(context)
  if (!alive) throw new Error('no lab is running, expected one (`make up` starts it)')
  return alive
}

export const requireState = async (context: Context): Promise<{ alive: Alive; state: Snapshot }> => {
  const alive = await requireLab(context)
  return { alive, state: await askState(alive.lab) }
}
