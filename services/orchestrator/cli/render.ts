import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { videoDevices } from '../runtime/docker/host.ts'
import { renderCompose } from '../runtime/docker/render.ts'
import { loadPlan } from '../topology/load.ts'
import type { Context } from './context.ts'
import { makeLab } from './make-lab.ts'

/** `weir render [topology]`: prints the compose file that the Docker runtime would run, without running it. */
export const render = async (
  { root, folder, settings, print }: Context,
  { topology, json }: { readonly topology: string | undefined; readonly json: boolean },
): Promise<void> => {
  const lab = await makeLab(loadPlan(topology, join(root, 'topology.yaml')), 'docker', settings, folder)
  const text = renderCompose(lab, settings.subnet, { videoDevices: videoDevices(), cpus: availableParallelism() })
  print(json ? JSON.stringify({ topology: lab.plan.topology, compose: text }) : text.trimEnd())
}
