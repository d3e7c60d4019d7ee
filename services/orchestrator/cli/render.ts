import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { videoDevices } from '../runtime/docker/host.ts'
import { renderCompose } from '../runtime/docker/render.ts'
import { loadPlan, loadYaml } from '../topology/load.ts'
import type { Context } from './context.ts'
import { makeLab } from './make-lab.ts'

/**
 * `weir render [topology]`: prints the compose file that the Docker runtime would run, without running it; with `--yaml`
 * the topology itself, as a file to go on from.
 */
export const render = async (
  { root, folder, settings, print }: Context,
  { topology, yaml, json }: { readonly topology: string | undefined; readonly yaml: boolean; readonly json: boolean },
): Promise<void> => {
  const shipped = join(root, 'topology.yaml')
  if (yaml) {
    const text = loadYaml(topology, shipped)
    return print(json ? JSON.stringify({ topology: text }) : text.trimEnd())
  }
  const lab = await makeLab(loadPlan(topology, shipped), 'docker', settings, folder)
  const text = renderCompose(lab, settings.subnet, { videoDevices: videoDevices(), cpus: availableParallelism() })
  print(json ? JSON.stringify({ topology: lab.plan.topology, compose: text }) : text.trimEnd())
}
