// What the engine has of a lab, found by the labels that Compose gives containers, whether or not the lab's files are
// still there.
import { parse } from 'node:path'
import { docker, lastWords, type Output } from './command.ts'
import { FILES_LABEL, PROJECT_LABEL, SERVICE_LABEL } from './names.ts'

const ofProject = (project: string) => ['--filter', `label=${PROJECT_LABEL}=${project}`]

/** Lists of compose files that the project's containers came from, as Compose joins them; empty when it has none. */
const filesOf = async (project: string, signal?: AbortSignal): Promise<readonly string[]> => {
  const args = ['ps', '--all', ...ofProject(project), '--format', `{{.Label "${FILES_LABEL}"}}`]
  const { stdout } = await docker(args, { signal })
  return [...new Set(stdout.split('\n').filter(Boolean))]
}

/**
 * The compose files of a lab in another folder that goes by the same name, or null. Two labs of one name would take each
 * other's containers for leftovers.
 */
export const otherLab = async (project: string, folder: string, signal?: AbortSignal): Promise<string | null> =>
  (await filesOf(project, signal)).find((files) => !files.includes(`${parse(folder).dir}/`)) ?? null

/** Whether the project has containers that came from below this state folder. */
export const hasContainers = async (project: string, stateFolder: string): Promise<boolean> =>
  (await filesOf(project)).some((files) => files.includes(`${stateFolder}/`))

/** Whether the project's orchestrator runs. */
export const orchestratorRuns = async (project: string): Promise<boolean> => {
  const ofOrchestrator = ['--filter', `label=${SERVICE_LABEL}=orchestrator`, '--filter', 'status=running']
  const { code, stdout } = await docker(['ps', '-q', ...ofProject(project), ...ofOrchestrator])
  return code === 0 && stdout.trim() !== ''
}

/**
 * `docker compose down` by name alone and from a folder without compose files: then it ends what the project has,
 * whichever topology it was. Throws with one sentence.
 */
export const endProject = async (project: string): Promise<void> => {
  const args = ['compose', '-p', project, 'down', '--volumes', '--remove-orphans', '--timeout', '5']
  const output: Output = await docker(args, { cwd: parse(process.cwd()).root })
  if (output.code !== 0) throw new Error(`docker compose down failed: ${lastWords(output)}`)
}
