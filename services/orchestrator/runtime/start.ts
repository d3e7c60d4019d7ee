// The one place that knows which runtimes there are.
import { join } from 'node:path'
import { dockerRuntime } from './docker/runtime.ts'
import { DEFAULT_RANGE } from './docker/subnets.ts'
import type { Lab } from './lab.ts'
import { processRuntime } from './process.ts'
import type { Runtime } from './runtime.ts'

/** `root` is the folder that dist/ is in. */
export const startRuntime = async (lab: Lab, root: string, say: (line: string) => void): Promise<Runtime> => {
  const { env } = process
  if (lab.runtime === 'process') {
    return processRuntime(lab, { mainPath: (main) => join(root, 'dist/services', main, 'main.js'), env, say })
  }
  // Loaded when it is used: it takes longer than everything else together.
  const { default: Docker } = await import('dockerode')
  return dockerRuntime(lab, {
    docker: new Docker(),
    project: env.WEIR_PROJECT || 'weir',
    subnet: env.WEIR_SUBNET || DEFAULT_RANGE,
    say,
  })
}
