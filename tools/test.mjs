// Builds, then runs test files with Node's own runner, each when tools/test/schedule.mjs says. Arguments are parts of
// paths: `node tools/test.mjs wire relay/` runs the tests whose path has one of them; none runs all.
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { FOLDERS, filesBelow, root } from './source-files.mjs'

const wanted = process.argv.slice(2)

const built = spawnSync(process.execPath, [join(root, 'tools/build.mjs'), '--tests'], { stdio: 'inherit' })
if (built.status !== 0) process.exit(built.status ?? 1)

const files = filesBelow(FOLDERS, '.test.ts').filter(
  (name) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
)
if (files.length === 0) {
  console.error(`no test file's path has ${wanted.join(' or ')}`)
  process.exit(2)
}

// Node's runner hands its own flags down to the test files.
const child = spawn(process.execPath, ['--enable-source-maps', join(root, 'tools/test/main.mjs'), ...files], {
  cwd: root,
  stdio: 'inherit',
})
// A terminal tells both; who signals this process alone means the tests.
for (const signal of /** @type {const} */ (['SIGHUP', 'SIGINT', 'SIGTERM']))
  process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
