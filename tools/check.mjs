// `make check`: types, format and lint, import arrows, generated files up to date. Runs them all, then fails if any did.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { arrowFaults } from './arrows/faults.mjs'
import { staleFiles } from './generated.mjs'
import { FOLDERS, filesBelow, root } from './source-files.mjs'

/** @type {(name: string, command: string, args: string[]) => boolean} */
const run = (name, command, args) => {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}`)
  return status === 0
}

const results = [
  run('types', 'npx', ['--no-install', 'tsc']),
  run('types of the player', 'npx', ['--no-install', 'tsc', '-p', 'services/player']),
  run('types of the console', 'npx', ['--no-install', 'tsc', '-p', 'services/console']),
  run('format and lint', 'npx', ['--no-install', 'biome', 'check', '--error-on-warnings', '.']),
]
const text = (/** @type {string} */ file) => readFileSync(join(root, file), 'utf8')
const sources = new Map(filesBelow(FOLDERS, '.ts').map((file) => [file, text(file)]))
const manifests = new Map(filesBelow(FOLDERS, '/package.json').map((file) => [dirname(file), JSON.parse(text(file))]))
const faults = arrowFaults(sources, manifests)
for (const fault of faults) console.error(fault)
console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} import arrows`)
const stale = staleFiles()
for (const fault of stale) console.error(fault)
console.log(`${stale.length === 0 ? 'ok  ' : 'FAIL'} generated files`)
process.exit(results.every(Boolean) && faults.length === 0 && stale.length === 0 ? 0 : 1)
