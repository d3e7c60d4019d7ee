// What the engine has of a lab, found by the labels that Compose gives, whether or not the lab's files are still there,
// and its end. Only what came from below the state folder is ever ended: another lab may go by the same name.
import { parse } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DockerPlace } from '../lab.ts'
import { type Asking, docker, lastWords, type Output } from './command.ts'
import { FILES_LABEL, PROJECT_LABEL, SERVICE_LABEL } from './names.ts'
import { EngineSilent } from './patience.ts'

export type Project = Pick<DockerPlace, 'project'> & Asking

interface Container {
  readonly id: string
  readonly project: string
  readonly service: string
  readonly state: string
  /** The compose files that it came from, joined by commas. */
  readonly files: string
}

interface Held {
  readonly containers: readonly Container[]
  /** Names. */
  readonly networks: readonly string[]
  readonly volumes: readonly string[]
}

/** Standard output of a question; throws one sentence when the engine does not answer. */
const ask = async (args: readonly string[], { client, say, signal }: Asking): Promise<string> => {
  const wayOut = 'once it is back, `make down` ends what it still has'
  const output = await docker(args, { client, say, signal }).catch((error: Error) => {
    throw error instanceof EngineSilent ? new EngineSilent(`${error.message}; ${wayOut}`) : error
  })
  if (output.code !== 0) throw new Error(`the Docker engine does not answer (${lastWords(output, 1)}); ${wayOut}`)
  return output.stdout
}

const lines = (text: string): string[] => text.split('\n').filter(Boolean)
const ofProject = (project: string) => ['--filter', `label=${PROJECT_LABEL}=${project}`]

/** Of one project, or of all that Compose has made. */
const containersOf = async (asking: Asking, project: string | null): Promise<readonly Container[]> => {
  const fields = ['.ID', `.Label "${PROJECT_LABEL}"`, `.Label "${SERVICE_LABEL}"`, '.State', `.Label "${FILES_LABEL}"`]
  const format = fields.map((field) => `{{${field}}}`).join('\t')
  const which = project === null ? ['--filter', `label=${PROJECT_LABEL}`] : ofProject(project)
  return lines(await ask(['ps', '--all', '--no-trunc', ...which, '--format', format], asking)).map((line) => {
    const [id = '', of = '', service = '', state = '', files = ''] = line.split('\t')
    return { id, project: of, service, state, files }
  })
}

const namesOf = async (what: 'network' | 'volume', place: Project): Promise<readonly string[]> =>
  lines(await ask([what, 'ls', ...ofProject(place.project), '--format', '{{.Name}}'], place))

/** All of it. Throws one sentence when the engine does not answer. */
export const heldBy = async (place: Project): Promise<Held> => ({
  containers: await containersOf(place, place.project),
  networks: await namesOf('network', place),
  volumes: await namesOf('volume', place),
})

/**
 * Whether one of some compose files, as a container's label has them, lies below a folder. The list is not taken apart: its
 * commas may as well be those of a folder's name. Pure.
 */
export const cameFrom = (files: string, folder: string): boolean => `,${files}`.includes(`,${folder}/`)

/**
 * The compose files of a lab in another folder that goes by the same name, or null. Two labs of one name would take each
 * other's containers for leftovers.
 */
export const otherLab = async (place: Project, stateFolder: string): Promise<string | null> =>
  (await containersOf(place, place.project)).find(({ files }) => !cameFrom(files, stateFolder))?.files ?? null

/** Names of the projects that have containers from below this state folder. */
export const projectsFrom = async (stateFolder: string, asking: Asking): Promise<readonly string[]> => {
  const own = (await containersOf(asking, null)).filter(({ files }) => cameFrom(files, stateFolder))
  return [...new Set(own.map(({ project }) => project))]
}

/** Whether the project's orchestrator runs. */
export const orchestratorRuns = async (place: Project): Promise<boolean> =>
  (await containersOf(place, place.project)).some(
    ({ service, state }) => service === 'orchestrator' && state === 'running',
  )

/** Between tries, ms: an engine frees a network some time after the last container on it has gone. */
const PAUSES_MILLIS = [0, 300, 1000, 2000]

/**
 * Ends all that the project has, whichever topology it was. Throws one sentence for each thing that stays, with the way out;
 * what could be ended has been ended then.
 */
export const endProject = async (place: Project, stateFolder: string): Promise<void> => {
  const { project, client, say } = place
  const all = (await heldBy(place)).containers
  const own = all.filter(({ files }) => cameFrom(files, stateFolder))
  if (own.length < all.length) {
    // Another lab has taken the name since: its networks are its own.
    if (own.length > 0) await docker(['rm', '--force', '--volumes', ...own.map(({ id }) => id)], { client, say })
    return
  }
  // By name alone and from a folder without compose files: then it ends what the project has.
  const down = ['compose', '-p', project, 'down', '--volumes', '--remove-orphans', '--timeout', '5']
  if (all.length > 0) await docker(down, { cwd: parse(process.cwd()).root, client, say })
  let faults: readonly string[] = []
  for (const pause of PAUSES_MILLIS) {
    await sleep(pause)
    faults = await remove(place, await heldBy(place))
    if (faults.length === 0) return
  }
  throw new Error(faults.join('\n'))
}

/** Removes what is left, and gives a sentence for each thing that stays. */
const remove = async (place: Project, { containers, networks, volumes }: Held): Promise<readonly string[]> => {
  const { client, say } = place
  const faults: string[] = []
  const attempt = async (args: readonly string[], why: (output: Output) => Promise<string>) => {
    const output = await docker(args, { client, say })
    if (output.code !== 0) faults.push(await why(output))
  }
  for (const { id, service } of containers)
    await attempt(['rm', '--force', '--volumes', id], async (output) =>
      stays(`the container of ${service}`, output, `docker rm --force ${id.slice(0, 12)}`),
    )
  for (const name of networks)
    await attempt(['network', 'rm', name], async (output) => {
      const format = '{{range .Containers}}{{.Name}} {{end}}'
      const inspected = await docker(['network', 'inspect', '--format', format, name], { client, say })
      return whyNetworkStays(name, inspected.stdout.split(/\s+/).filter(Boolean), lastWords(output, 1))
    })
  for (const name of volumes)
    await attempt(['volume', 'rm', name], async (output) =>
      stays(`the Docker volume ${name}`, output, `docker volume rm ${name}`),
    )
  return faults
}

const stays = (what: string, output: Output, command: string): string =>
  `${what} stays (${lastWords(output, 1)}); \`${command}\` once nothing uses it, then \`make down\``

/** One sentence with the way out. `users` are the containers on it. Pure. */
const whyNetworkStays = (name: string, users: readonly string[], engineSaid: string): string =>
  users.length > 0
    ? `the Docker network ${name} stays, because ${users.join(', ')} ${users.length === 1 ? 'is' : 'are'} on it, which this lab did not start; ${users.map((user) => `\`docker network disconnect --force ${name} ${user}\``).join(' and ')}, then \`make down\``
    : `the Docker network ${name} stays, though nothing is on it (${engineSaid}); restart the Docker engine, then \`make down\``
