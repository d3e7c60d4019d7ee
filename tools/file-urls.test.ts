import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import test from 'node:test'
import { fileUrls } from './file-urls.mjs'

for (const line of [
  "const root = new URL('..', import.meta.url).pathname",
  'const root = dirname(new URL(import.meta.url).pathname)',
  "const path = url.replace('file://', '')",
  'const path = url.replace(/^file:\\/\\//, "")',
  'const url = `file://${path}`',
])
  test(`${line} is found`, () => assert.equal(fileUrls(new Map([['a.ts', line]])).length, 1))

test('what knows how is let be, and so is the path of a request', () => {
  const text = `const root = fileURLToPath(new URL('..', import.meta.url))
const path = new URL(request.url, 'http://node').pathname
// new URL(import.meta.url).pathname`
  assert.deepEqual(fileUrls(new Map([['a.ts', text]])), [])
})

/** What the build reads, in a folder whose name is no word of ASCII. */
const checkout = (withSources: boolean) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "weir it's ü #%41 ")))
  const parts = [
    'package.json',
    'tools/build.mjs',
    'tools/built.mjs',
    'tools/nothing.mjs',
    'tools/source-files.mjs',
    'tsconfig.json',
  ]
  for (const part of parts) cpSync(resolve(part), join(folder, part), { recursive: true })
  if (withSources) cpSync(resolve('services'), join(folder, 'services'), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return folder
}

test('a checkout in such a folder builds, and what it built runs', (t) => {
  const folder = checkout(true)
  t.after(() => rmSync(folder, { recursive: true }))
  const built = spawnSync(process.execPath, ['tools/build.mjs'], { cwd: folder, encoding: 'utf8' })
  assert.equal(built.status, 0, built.stderr)
  const cli = join(folder, 'dist/services/orchestrator/cli/main.js')
  assert.ok(existsSync(cli))
  const topology = resolve('topology.yaml')
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'graph', topology, '--format', 'dot'], {
    encoding: 'utf8',
  })
  assert.equal(status, 0, stderr)
  assert.match(stdout, /^digraph "diamond"/)
})

test('a build that finds nothing to build fails, and says so', (t) => {
  const folder = checkout(false)
  t.after(() => rmSync(folder, { recursive: true }))
  const built = spawnSync(process.execPath, ['tools/build.mjs'], { cwd: folder, encoding: 'utf8' })
  assert.equal(built.status, 1)
  assert.match(built.stderr, /nothing to build below .*, expected services, /)
})
