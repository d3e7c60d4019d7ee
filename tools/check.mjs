// `make check`: types, format and lint, import arrows, generated files up to date. Runs them all, then fails if any did.
import { spawnSync } from 'node:child_process'
import { arrowFaults } from './arrows.mjs'
import { staleFiles } from './generated.mjs'

const root = new URL('..', import.meta.url).pathname
const run = (name, command, args) => {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}`)
  return status === 0
}

const results = [
  run('types', 'npx', ['--no-install', 'tsc']),
  run('types of the player', 'npx', ['--no-install', 'tsc', '-p', 'services/player']),
  run('format and lint', 'npx', ['--no-install', 'biome', 'check', '--error-on-warnings', '.']),
]
const faults = arrowFaults(root)
for (const fault of faults) console.error(fault)
console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} import arrows`)
const stale = staleFiles()
for (const fault of stale) console.error(fault)
console.log(`${stale.length === 0 ? 'ok  ' : 'FAIL'} generated files`)
process.exit(results.every(Boolean) && faults.length === 0 && stale.length === 0 ? 0 : 1)
