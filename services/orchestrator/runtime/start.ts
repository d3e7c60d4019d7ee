// The one place that knows which runtimes there are.
import { join } from 'node:path'
import type { Settings } from '@weir/settings'
import { dockerRuntime } from './docker/runtime.ts'
import type { Lab } from './lab.ts'
import { processRuntime } from './process.ts'
import { findPrometheus, whyNoPrometheus } from './programs.ts'
import type { Runtime } from './runtime.ts'

export interface StartOptions {
  /** The folder that dist/ is in. */
  readonly root: string
  readonly settings: Settings
  readonly say: (line: string) => void
}

export const startRuntime = async (lab: Lab, { root, settings, say }: StartOptions): Promise<Runtime> => {
  if (lab.runtime === 'process') {
    const mainPath = (main: string) => join(root, 'dist/services', main, 'main.js')
    const prometheus = findPrometheus(settings)
    const why = prometheus === null ? whyNoPrometheus(settings) : null
    if (why !== null) say(why)
    return processRuntime(lab, { mainPath, env: process.env, prometheus })
  }
  // Loaded when it is used: it takes longer than everything else together.
  const { default: Docker } = await import('dockerode')
  return dockerRuntime(lab, { docker: new Docker(), say })
}
