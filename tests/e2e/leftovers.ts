// What a lab could leave behind: processes and, where there is an engine, containers and networks.
import { readdirSync, readFileSync } from 'node:fs'
import { PROJECT, type RuntimeName, run } from './lab.ts'

const commandOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
const environmentOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return ''
  }
}

/** Processes that were started by a lab with this state folder: it stands in the environment of all of them. */
const processesOf = (folder: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => environmentOf(pid).includes(`WEIR_DIR=${folder}`))
    .map((pid) => `${pid} ${commandOf(pid)}`)

const dockerLines = async (...args: readonly string[]): Promise<string[]> =>
  (await run('docker', args, process.env)).output.split('\n').filter((line) => line !== '')

const LISTS = [
  ['ps', '--all', '--format', '{{.Names}}'],
  ['network', 'ls', '--format', '{{.Name}}'],
  ['volume', 'ls', '--format', '{{.Name}}'],
]

/** What the engine has of this file's lab, one line each. */
export const inDocker = async (): Promise<string[]> => {
  const lists = LISTS.map((list) => dockerLines(...list, '--filter', `label=com.docker.compose.project=${PROJECT}`))
  return (await Promise.all(lists)).flat()
}

/** One line for each thing that the lab left. */
export const leftovers = async (folder: string, runtime: RuntimeName): Promise<string[]> => [
  ...processesOf(folder),
  ...(runtime === 'docker' ? await inDocker() : []),
]
