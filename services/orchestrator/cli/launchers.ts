import type { Lab, Launcher } from '../runtime/lab.ts'
import { processLauncher } from '../runtime/process-launcher.ts'

export const launcherOf = (runtime: Lab['runtime'], root: string): Launcher => {
  if (runtime === 'docker') throw new Error('the Docker runtime is not part of this build')
  return processLauncher(root)
}

/** What RUNTIME=auto means here. */
export const chooseRuntime = async (asked: string, say: (line: string) => void): Promise<Lab['runtime']> => {
  if (asked === 'docker' || asked === 'process') return asked
  if (asked !== 'auto') throw new Error(`RUNTIME="${asked}", expected auto, docker or process`)
  say('no Docker engine answers: the nodes run as local processes')
  return 'process'
}
