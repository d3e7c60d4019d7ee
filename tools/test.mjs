// Builds, then runs test files with Node's own runner. Arguments are parts of paths: `node tools/test.mjs wire relay/`
// runs the tests whose path has one of them; none runs all. WEIR_TEST_JOBS is how many files run at once (default 2).
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const wanted = process.argv.slice(2)

const built = spawnSync(process.execPath, [join(root, 'tools/build.mjs'), '--tests'], { stdio: 'inherit' })
if (built.status !== 0) process.exit(built.status ?? 1)

const files = readdirSync(root, { recursive: true, withFileTypes: false })
  .map(String)
  .filter((name) => /^(services|tests|bench|grafana|tools)\/.*\.test\.ts$/.test(name) && !name.includes('node_modules'))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .map((name) => join('dist', name.replace(/\.ts$/, '.js')))
  .sort()
if (files.length === 0) {
  console.error(`no test file's path has ${wanted.join(' or ')}`)
  process.exit(1)
}
const jobs = process.env.WEIR_TEST_JOBS ?? '2'
const run = spawnSync(
  process.execPath,
  ['--enable-source-maps', '--test', `--test-concurrency=${jobs}`, '--test-reporter=spec', ...files],
  { cwd: root, stdio: 'inherit' },
)
process.exit(run.status ?? 1)
