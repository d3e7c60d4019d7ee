// The Docker runtime as the host's command line sees it: images, the generated files, `docker compose up` and `down`.
// Owns the files that it writes to the lab's folder (files.ts); all else belongs to the engine.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Settings } from '@weir/settings'
import { counted } from '../../topology/counted.ts'
import { linkName } from '../../topology/link-name.ts'
import type { ChangeOptions, DockerPlace, Lab, Launcher, LaunchOptions } from '../lab.ts'
import { beginChange, type ChangeContext, endChange } from './change.ts'
import { type CommandOptions, docker, lastWords } from './command.ts'
import { whyNoEngine } from './engine.ts'
import { imagesIn, labFiles } from './files.ts'
import { engineMachine, occupiedSubnets, socketGroup, subnetClash, videoDevices } from './host.ts'
import { buildTierImages, haveImage } from './images.ts'
import { whyNoNetem } from './kernel-netem.ts'
import type { TierImages } from './names.ts'
import { cameFrom, endProject, heldBy, orchestratorRuns, otherLab } from './project.ts'
import { untilConsoleAnswers } from './until-console-answers.ts'
import { whyUpFailed } from './why-up-failed.ts'
import { writeLabFiles } from './write-lab-files.ts'

/** Compose 2.26 begins each line of a log with it, on a terminal or not, whatever `--ansi` says. */
const ERASE_LINE = '\x1b[2K'

const netemOf = ({ plan }: Lab): readonly string[] =>
  plan.links.filter((link) => link.emulation === 'netem').map(linkName)

/** `root` is the folder with docker-compose.yml and images/; `say` is told when the engine is waited for. */
export const dockerLauncher = (root: string, settings: Settings, say: (line: string) => void): Launcher => {
  // In a container there is one way to the engine, which is that container's.
  const placeOf = ({ docker: place }: Lab): DockerPlace & { readonly say: (line: string) => void } => {
    if (!place)
      throw new Error('the record of this lab does not say where it is in Docker, expected project and subnet')
    return { ...place, client: settings.root === null ? place.client : null, say }
  }
  const compose = (
    lab: Lab,
    args: readonly string[],
    options: Pick<CommandOptions, 'signal' | 'onLine' | 'secrets'> = {},
  ) => {
    const file = (name: string) => join(lab.folder, name)
    const files = ['-f', join(root, 'docker-compose.yml'), '-f', file('compose.yaml'), '-f', file('mounts.yaml')]
    const { project, client } = placeOf(lab)
    const given = ['-p', project, '--project-directory', root, '--env-file', file('compose.env'), ...files]
    return docker(['compose', ...given, ...args], { cwd: root, client, say, ...options })
  }
  const filesOf = async (lab: Lab, images: TierImages, grafana: boolean, signal: AbortSignal) => {
    const place = placeOf(lab)
    const { cpus } = await engineMachine({ signal, say })
    const group = socketGroup(place.socket)
    const facts = { socketGroup: group, videoDevices: videoDevices(), grafana, images, cpus }
    return labFiles(lab, place, settings, facts)
  }
  const changing = (next: Lab, { signal, secrets }: Pick<ChangeOptions, 'signal' | 'secrets'>): ChangeContext => {
    const { project, subnet, client } = placeOf(next)
    return { project, subnet, client, signal, say, compose: (args) => compose(next, args, { signal, secrets }) }
  }

  /** Of a lab that runs, and is to be another. */
  const changedFiles = async (next: Lab, { signal, say }: Pick<ChangeOptions, 'signal' | 'say'>) => {
    const was = readFileSync(join(next.folder, 'compose.env'), 'utf8')
    const grafana = was.includes('COMPOSE_PROFILES')
    // What is new speaks with what goes on running: both are of the sources that the lab was started from.
    const images = imagesIn(was) ?? (await buildTierImages(root, settings.baseImage, { signal, say }))
    return { images, files: await filesOf(next, images, grafana, signal) }
  }
  const requireNetem = async (links: readonly string[], images: TierImages, signal: AbortSignal): Promise<void> => {
    const none = links.length > 0 ? await whyNoNetem(images.tier, { signal, say }) : null
    if (none)
      throw new Error(
        `emulation: netem on ${links.join(', ')}, but this kernel has none (${none}); expected emulation: user, which works everywhere`,
      )
  }

  const prepare = async (lab: Lab, { signal, say }: LaunchOptions): Promise<readonly string[]> => {
    const missing = await whyNoEngine({ signal, say })
    if (missing) throw new Error(`RUNTIME=docker: ${missing}; expected an engine and Compose 2, or RUNTIME=process`)
    const place = placeOf(lab)
    const { project, subnet } = place
    const other = await otherLab({ ...place, signal }, dirname(lab.folder))
    if (other)
      throw new Error(
        `a lab of ${other} runs in Docker by the name ${project}; \`make down\` there ends it, WEIR_PROJECT names this one otherwise`,
      )
    const clash = subnetClash(subnet, await occupiedSubnets({ ...place, signal }))
    if (clash) throw new Error(clash)

    const images = await buildTierImages(root, settings.baseImage, { signal, say })
    await requireNetem(netemOf(lab), images, signal)
    const prometheus = await haveImage(settings.prometheusImage, { signal, say })
    const grafana = prometheus && settings.grafana && (await haveImage(settings.grafanaImage, { signal, say }))
    writeLabFiles(lab.folder, await filesOf(lab, images, grafana, signal))
    return [
      ...lab.plan.nodes.map((node) => node.id),
      'orchestrator',
      ...(prometheus ? ['prometheus'] : []),
      ...(grafana ? ['grafana'] : []),
    ]
  }

  return {
    name: 'docker',

    start: async (lab, options) => {
      const services = await prepare(lab, options)
      options.record({})
      const beganMillis = performance.now()
      // Not --wait: `weir up` waits for media at every edge, which says more, and sooner, than healthchecks.
      const args = ['up', '--detach', '--no-build', '--pull', 'never', '--remove-orphans', ...services]
      const up = await compose(lab, args, { signal: options.signal, secrets: options.secrets })
      if (up.code !== 0) throw new Error(whyUpFailed(up, lab))
      const within = { beganMillis, limitSeconds: options.limitSeconds }
      await untilConsoleAnswers(lab, options.signal, () => orchestratorRuns(placeOf(lab)), within).catch(
        async (error: Error) => {
          if (options.signal.aborted) throw error
          const last = await compose(lab, ['logs', '--no-color', '--no-log-prefix', '--tail', '5', 'orchestrator'])
          // One that ends again and again says the same each time.
          const words = [...new Set(last.stdout.replaceAll(ERASE_LINE, '').trim().split('\n'))].join('\n')
          const hint = /Docker engine/.test(words)
            ? `\nWEIR_DOCKER_SOCKET names its socket, ${placeOf(lab).socket} here`
            : ''
          throw new Error(`${error.message}${words === '' ? '' : `:\n${words}${hint}`}`)
        },
      )
      // The engine keeps the containers, so there is nothing to let go of.
      return () => {}
    },

    change: {
      check: async (before, next, options) => {
        const { images } = await changedFiles(next, options)
        const had = netemOf(before)
        await requireNetem(
          netemOf(next).filter((link) => !had.includes(link)),
          images,
          options.signal,
        )
      },
      begin: async (_, next, difference, options) => {
        writeLabFiles(next.folder, (await changedFiles(next, options)).files, true)
        await beginChange(next, difference, changing(next, options))
      },
      end: (_, next, difference, options) => endChange(difference, changing(next, options)),
    },

    stop: (lab) => endProject(placeOf(lab), dirname(lab.folder)),

    look: async (lab) => {
      const { containers, networks } = await heldBy(placeOf(lab))
      const own = containers.filter(({ files }) => cameFrom(files, dirname(lab.folder)))
      const names = own.map(({ service }) => service).sort()
      return {
        alive: own.some(({ service, state }) => service === 'orchestrator' && state === 'running'),
        left: [
          ...(own.length > 0 ? [`the containers of ${names.join(', ')}`] : []),
          ...(networks.length > 0 && own.length === containers.length ? [counted(networks.length, 'network')] : []),
        ],
      }
    },

    logs: async (lab, node, { follow, lines, signal }, write) => {
      const onLine = (line: string) => write(line.replaceAll(ERASE_LINE, ''))
      const args = ['logs', '--no-color', '--tail', String(lines), ...(follow ? ['--follow'] : [])]
      const which = node ? ['--no-log-prefix', node] : []
      const output = await compose(lab, [...args, ...which], { signal, onLine }).catch((error: Error) => {
        if (signal.aborted) return null
        throw error
      })
      if (output && output.code !== 0) throw new Error(`docker compose logs failed: ${lastWords(output, 1)}`)
    },
  }
}
