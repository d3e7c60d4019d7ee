// The one place that knows which runtimes there are.
import { join } from 'node:path'
import type { Lab } from './lab.ts'
import { processRuntime } from './process.ts'
import type { Runtime } from './runtime.ts'

/** `root` is the folder that dist/ is in. */
export const startRuntime = (lab: Lab, root: string, say: (line: string) => void): Promise<Runtime> => {
  if (lab.runtime === 'docker') throw new Error('the Docker runtime is not part of this build')
  return processRuntime(lab, {
    mainPath: (main) => join(root, 'dist/services', main, 'main.js'),
    env: process.env,
    say,
  })
}
