// What a test file takes of the machine for itself: ports, a name and networks in Docker, which are the same each time. Who
// is interrupted ends its lab; who was killed could not. So each says what it takes, and the next to come ends, by
// `make down` as its user would, what those have left who are gone.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { identify, isAlive, type ProcessIdentity } from '@weir/orchestrator/runtime/identity'

interface Claim {
  readonly owner: ProcessIdentity | null
  /** By which `make down` finds the lab, in the folder from where it was started. */
  readonly settings: NodeJS.ProcessEnv
  readonly root: string
  /** Goes with it. */
  readonly folder: string
}

/** All of a machine's checkouts meet here, since they share its ports and its engine. */
const claimsFolder = () => join(tmpdir(), 'weir-e2e')

const down = (root: string, settings: NodeJS.ProcessEnv): void => {
  const cwd = existsSync(join(root, 'Makefile')) ? root : process.cwd()
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('WEIR_'))
  const env = { ...Object.fromEntries(others), ...settings }
  const { status, stdout, stderr } = spawnSync('make', ['--no-print-directory', 'down'], { cwd, env, encoding: 'utf8' })
  assert.equal(status, 0, `what an interrupted run has left stays: ${stdout}${stderr}`)
}

const claimsOf = (number: number): (Claim & { readonly file: string })[] =>
  existsSync(claimsFolder())
    ? readdirSync(claimsFolder())
        .filter((name) => name.startsWith(`${number}-`))
        .map((name) => join(claimsFolder(), name, 'claim.json'))
        // Of one that is being written there is nothing to end yet.
        .filter(existsSync)
        .map((file) => ({ ...(JSON.parse(readFileSync(file, 'utf8')) as Claim), file }))
    : []

/** State folders, or folders below them, of containers of that name, whoever has started them. */
const foldersInDocker = (project: string): string[] => {
  const format = '{{.Label "com.docker.compose.project.config_files"}}'
  const which = ['--filter', `label=com.docker.compose.project=${project}`, '--format', format]
  const { stdout } = spawnSync('docker', ['ps', '--all', ...which], { encoding: 'utf8' })
  const lists = (stdout ?? '').split('\n').filter(Boolean)
  // The last of a container's compose files is the lab's own.
  return [...new Set(lists.map((files) => dirname(files.slice(files.lastIndexOf(',/') + 1))))]
}

/** Ends what is left. `project` is what Docker is asked for besides: its containers outlive what is in `tmpdir()`. */
const recover = (number: number, project: string | null): void => {
  const isOwn = ({ owner }: Claim) => owner?.pid === process.pid && isAlive(owner)
  const others = claimsOf(number).filter((claim) => !isOwn(claim))
  for (const { owner, root, settings, folder, file } of others) {
    if (owner && isAlive(owner))
      assert.fail(`test ${number} runs already, as process ${owner.pid} of ${root}; expected one at a time`)
    down(root, settings)
    rmSync(folder, { recursive: true, force: true })
    rmSync(dirname(file), { recursive: true, force: true })
  }
  const isFirst = claimsOf(number).length === 0
  if (project && isFirst) for (const folder of foldersInDocker(project)) down(process.cwd(), { WEIR_DIR: folder })
}

/**
 * Ends what others have left of test `number`, and makes a folder. From then on a signal ends the lab that `make down` finds
 * by `settingsOf(folder)`, until `release` is called, once it has ended.
 */
export const claim = (
  number: number,
  project: string | null,
  settingsOf: (folder: string) => NodeJS.ProcessEnv,
): { readonly folder: string; readonly release: () => void } => {
  recover(number, project)
  const folder = mkdtempSync(join(tmpdir(), 'weir-e2e-'))
  mkdirSync(claimsFolder(), { recursive: true })
  const own = mkdtempSync(join(claimsFolder(), `${number}-`))
  const settings = settingsOf(folder)
  const text: Claim = { owner: identify(process.pid), settings, root: process.cwd(), folder }
  writeFileSync(join(own, 'claim.json'), JSON.stringify(text))
  const release = () => {
    process.off('exit', end)
    for (const each of [folder, own]) rmSync(each, { recursive: true, force: true })
  }
  const end = () => {
    down(process.cwd(), settings)
    release()
  }
  process.on('exit', end)
  return { folder, release }
}

/** Signals end the process by way of its `exit` event, where what it has started is ended. */
for (const [signal, number] of [
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const)
  process.once(signal, () => process.exit(128 + number))
