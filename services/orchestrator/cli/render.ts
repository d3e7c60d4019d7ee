import { join } from 'node:path'
import { videoDevices } from '../runtime/docker/host.ts'
import { renderCompose } from '../runtime/docker/render.ts'
import { DEFAULT_RANGE } from '../runtime/docker/subnets.ts'
import { loadPlan } from '../topology/load.ts'
import type { Context } from './context.ts'
import { makeLab } from './make-lab.ts'
import { readSettings } from './settings.ts'

/** `weir render [topology]`: prints the compose file that the Docker runtime would run, without running it. */
export const render = async (
  { root, folder, env, print }: Context,
  { topology, json }: { readonly topology: string | undefined; readonly json: boolean },
): Promise<void> => {
  const lab = makeLab(loadPlan(topology, join(root, 'topology.yaml')), 'docker', readSettings(env), folder)
  const subnet = env.WEIR_SUBNET || DEFAULT_RANGE
  const text = renderCompose(lab, { subnet, videoDevices: videoDevices() })
  print(json ? JSON.stringify({ topology: lab.plan.topology, compose: text }) : text.trimEnd())
}
