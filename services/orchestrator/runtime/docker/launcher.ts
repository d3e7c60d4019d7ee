// The Docker runtime as the host's command line sees it: images, the generated files, `docker compose up` and `down`.
// Owns the files that it writes to the lab's folder (files.ts); all else belongs to the engine.
import { join } from 'node:path'
import type { Settings } from '@weir/settings'
import { linkName } from '../../topology/link-name.ts'
import type { Lab, Launcher } from '../lab.ts'
import { docker, lastWords } from './command.ts'
import { whyNoEngine } from './engine.ts'
import { labFiles } from './files.ts'
import { occupiedSubnets, socketGroup, subnetClash, videoDevices } from './host.ts'
import { buildTierImages, haveImage } from './images.ts'
import { whyNoNetem } from './kernel-netem.ts'
import { endProject, orchestratorRuns, otherLab } from './project.ts'
import { consoleAnswers, untilConsoleAnswers } from './until-console-answers.ts'
import { whyUpFailed } from './why-up-failed.ts'
import { writeLabFiles } from './write-lab-files.ts'

/** Compose 2.26 begins each line of a log with it, on a terminal or not, whatever `--ansi` says. */
const ERASE_LINE = '\x1b[2K'

type LaunchOptions = Parameters<Launcher['start']>[1]

/** `root` is the folder with docker-compose.yml and images/. */
export const dockerLauncher = (root: string, settings: Settings): Launcher => {
  const { project } = settings
  const compose = (
    lab: Lab,
    args: readonly string[],
    options: { readonly signal?: AbortSignal; readonly onLine?: (line: string) => void } = {},
  ) => {
    const file = (name: string) => join(lab.folder, name)
    const files = ['-f', join(root, 'docker-compose.yml'), '-f', file('compose.yaml')]
    const given = ['--project-directory', root, '--env-file', file('compose.env'), ...files]
    return docker(['compose', ...given, ...args], { cwd: root, ...options })
  }
  const orchestratorLives = () => orchestratorRuns(project)

  const prepare = async (lab: Lab, { signal, say }: LaunchOptions): Promise<readonly string[]> => {
    const missing = await whyNoEngine(signal)
    if (missing) throw new Error(`RUNTIME=docker: ${missing}; expected an engine and Compose 2, or RUNTIME=process`)
    const other = await otherLab(project, lab.folder, signal)
    if (other)
      throw new Error(
        `a lab of ${other} runs in Docker by the name ${project}; \`make down\` there ends it, WEIR_PROJECT names this one otherwise`,
      )
    const clash = subnetClash(settings.subnet, await occupiedSubnets(project, signal))
    if (clash) throw new Error(clash)

    await buildTierImages(root, settings.baseImage, { signal, say })
    const netem = lab.plan.links.filter((link) => link.emulation === 'netem').map(linkName)
    const noNetem = netem.length > 0 ? await whyNoNetem(signal) : null
    if (noNetem)
      throw new Error(
        `emulation: netem on ${netem.join(', ')}, but this kernel has none (${noNetem}); expected emulation: user, which works everywhere`,
      )
    const prometheus = await haveImage(settings.prometheusImage, { signal, say })
    const grafana = prometheus && settings.grafana && (await haveImage(settings.grafanaImage, { signal, say }))
    const files = labFiles(lab, settings, {
      root,
      socketGroup: socketGroup(settings.dockerSocket),
      videoDevices: videoDevices(),
      grafana,
    })
    writeLabFiles(lab.folder, files)
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
      try {
        // Not --wait: `weir up` waits for media at every edge, which says more, and sooner, than healthchecks.
        const args = ['up', '--detach', '--no-build', '--pull', 'never', '--remove-orphans', ...services]
        const up = await compose(lab, args, { signal: options.signal })
        if (up.code !== 0) throw new Error(whyUpFailed(up, lab))
        await untilConsoleAnswers(lab, options.signal, orchestratorLives).catch(async (error: Error) => {
          if (options.signal.aborted) throw error
          const last = await compose(lab, ['logs', '--no-color', '--no-log-prefix', '--tail', '5', 'orchestrator'])
          const words = last.stdout.replaceAll(ERASE_LINE, '').trim()
          throw new Error(`${error.message}${words === '' ? '' : `:\n${words}`}`)
        })
      } catch (error) {
        await endProject(project).catch(() => {})
        throw error
      }
      // The engine keeps the containers, so there is nothing to let go of.
      return { started: {}, release: () => {} }
    },

    stop: async () => {
      if ((await whyNoEngine()) === null) await endProject(project)
    },

    alive: async (lab) => (await consoleAnswers(lab)) && (await orchestratorLives()),

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
