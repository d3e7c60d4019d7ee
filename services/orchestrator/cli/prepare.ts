// `weir prepare` and `weir wait`: the halves of `weir up` that tools/weir-docker runs in containers, on a host that has
// Docker but no Node. Between them it calls `docker compose up` itself.
import { join } from 'node:path'
import { labFiles } from '../runtime/docker/files.ts'
import { DEFAULT_GRAFANA, DEFAULT_PROMETHEUS } from '../runtime/docker/images.ts'
import { DEFAULT_RANGE } from '../runtime/docker/subnets.ts'
import { writeLabFiles } from '../runtime/docker/write-lab-files.ts'
import { loadPlan } from '../topology/load.ts'
import { askState } from './console-client.ts'
import { type Context, requireLab } from './context.ts'
import { writeCurrent } from './current.ts'
import { makeLab } from './make-lab.ts'
import { placesText } from './report.ts'
import { readSettings } from './settings.ts'
import { waitReady } from './wait-ready.ts'

/**
 * Writes the files of a lab and prints the names of its nodes. What a container can't see of the host comes in
 * variables: WEIR_HOST_DOCKER_GROUP, and WEIR_HOST_VIDEO as in `/dev/video0=44 /dev/video1=44`.
 */
export const prepare = async ({ root, folder, env, print }: Context, topology: string | undefined): Promise<void> => {
  const lab = makeLab(loadPlan(topology, join(root, 'topology.yaml')), 'docker', readSettings(env), folder)
  const devices = (env.WEIR_HOST_VIDEO ?? '').split(' ').flatMap((entry) => {
    const [path, groupId] = entry.split('=')
    return path && groupId ? [[path, { groupId: Number(groupId) }] as const] : []
  })
  const files = labFiles(lab, {
    root,
    project: env.WEIR_PROJECT || 'weir',
    subnet: env.WEIR_SUBNET || DEFAULT_RANGE,
    socket: env.WEIR_DOCKER_SOCKET || '/var/run/docker.sock',
    socketGroup: Number(env.WEIR_HOST_DOCKER_GROUP ?? 0),
    videoDevices: Object.fromEntries(devices),
    prometheusImage: env.WEIR_PROMETHEUS_IMAGE || DEFAULT_PROMETHEUS,
    grafanaImage: env.WEIR_GRAFANA_IMAGE || DEFAULT_GRAFANA,
    grafana: env.WEIR_GRAFANA === 'on',
  })
  writeLabFiles(lab.folder, files)
  writeCurrent(folder, { lab, started: {} })
  print([lab.plan.topology, ...lab.plan.nodes.map((node) => node.id)].join(' '))
}

/** Returns when every edge has its first chunk, and prints where to go. Throws with one sentence when that fails. */
export const wait = async (context: Context): Promise<void> => {
  const { lab } = await requireLab(context)
  const timeout = readSettings(context.env).upTimeoutSeconds
  const outcome = await waitReady(() => askState(lab), timeout, new AbortController().signal)
  if ('message' in outcome) throw new Error(outcome.message)
  for (const line of placesText(outcome)) context.print(line)
}
