// The one place that knows which runtimes there are.
import { join } from 'node:path'
import type { Settings } from '@weir/settings'
import { dockerRuntime } from './docker/runtime.ts'
import type { Lab } from './lab.ts'
import { processRuntime } from './process.ts'
import { findPrometheus } from './programs.ts'
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
    return processRuntime(lab, { mainPath, env: process.env, prometheus: findPrometheus(settings), say })
  }
  // Loaded when it is used: it takes longer than everything else together.
  const { default: Docker } = await import('dockerode')
  return dockerRuntime(lab, {
    docker: new Docker(),
    project: settings.project,
    subnet: settings.subnet,
    say,
  })
}
