// Builds, then runs test files with Node's own runner. Arguments are parts of paths: `node tools/test.mjs wire relay/`
// runs the tests whose path has one of them; none runs all. What sits beside the code runs two files at a time
// (WEIR_TEST_JOBS); labs are started one after the other.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const wanted = process.argv.slice(2)

const built = spawnSync(process.execPath, [join(root, 'tools/build.mjs'), '--tests'], { stdio: 'inherit' })
if (built.status !== 0) process.exit(built.status ?? 1)

const files = ['services', 'grafana', 'bench', 'tests']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))))
  .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .map((name) => join('dist', name.replace(/\.ts$/, '.js')))
  .sort()
if (files.length === 0) {
  console.error(`no test file's path has ${wanted.join(' or ')}`)
  process.exit(1)
}

const run = (jobs, chosen) =>
  chosen.length === 0 ||
  spawnSync(
    process.execPath,
    ['--enable-source-maps', '--test', `--test-concurrency=${jobs}`, '--test-reporter=spec', ...chosen],
    { cwd: root, stdio: 'inherit' },
  ).status === 0

const ofLabs = (name) => name.startsWith('dist/tests/e2e/')
const passed = [
  run(
    process.env.WEIR_TEST_JOBS ?? '2',
    files.filter((name) => !ofLabs(name)),
  ),
  run(
    '1',
    files.filter((name) => ofLabs(name)),
  ),
]
process.exit(passed.every(Boolean) ? 0 : 1)
