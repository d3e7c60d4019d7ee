// `make check`: types, format and lint, import arrows, exports, copies, paths, look-ups, generated files up to date. Runs them all, then
// fails if any did.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { arrowFaults } from './arrows/faults.mjs'
import { idleArrows } from './arrows/idle.mjs'
import { copies } from './copies.mjs'
import { unusedExports } from './exports/unused.mjs'
import { fileUrls } from './file-urls.mjs'
import { staleFiles } from './generated.mjs'
import { parsed } from './parsed.mjs'
import { plainMaps } from './plain-maps.mjs'
import { FOLDERS, filesBelow, isTestCode, root, SOURCE_ENDINGS } from './source-files.mjs'
import { wallClockFaults } from './wall-clock.mjs'

/** @type {(name: string, ok: boolean) => boolean} */
const told = (name, ok) => {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}`)
  return ok
}
/** @type {(name: string, command: string, ...args: string[]) => boolean} */
const runs = (name, command, ...args) => {
  const { status } = spawnSync('npx', ['--no-install', command, ...args], { cwd: root, stdio: 'inherit' })
  return told(name, status === 0)
}
/** @type {(name: string, faults: readonly string[]) => boolean} */
const none = (name, faults) => {
  for (const fault of faults) console.error(fault)
  return told(name, faults.length === 0)
}

const textOf = (/** @type {string} */ file) => readFileSync(join(root, file), 'utf8')
const textsOf = (/** @type {readonly string[]} */ files) => new Map(files.map((file) => [file, textOf(file)]))
const sources = filesBelow(FOLDERS, ...SOURCE_ENDINGS)
const trees = parsed(textsOf(sources))
const manifests = new Map(filesBelow(FOLDERS, '/package.json').map((file) => [dirname(file), JSON.parse(textOf(file))]))
/** Tests repeat themselves so that each can be read alone, and metric families are a form that is filled in. */
const mayRepeat = (/** @type {string} */ file) =>
  isTestCode(file) || file.startsWith('tests/') || file.startsWith('services/metrics/')

const isNoTest = (/** @type {string} */ file) => !isTestCode(file) && !file.startsWith('tests/')

const results = [
  runs('types', 'tsc'),
  runs('types of the player', 'tsc', '-p', 'services/player'),
  runs('types of the console', 'tsc', '-p', 'services/console'),
  runs('format and lint', 'biome', 'check', '--error-on-warnings', '.'),
  none('import arrows', [...arrowFaults(trees, manifests), ...idleArrows(trees)]),
  none('unused exports', unusedExports(trees, manifests)),
  none('copies', copies(textsOf(sources.filter((file) => !mayRepeat(file))))),
  none(
    'wall clock',
    wallClockFaults(textsOf(sources.filter((file) => !isTestCode(file) && file.startsWith('services/')))),
  ),
  none('paths of file: URLs', fileUrls(textsOf(sources.filter(isNoTest)))),
  none('plain objects as maps', plainMaps(textsOf(sources.filter(isNoTest)))),
  none('generated files', staleFiles()),
]
process.exit(results.every(Boolean) ? 0 : 1)
