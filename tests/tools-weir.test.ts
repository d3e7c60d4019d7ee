// tools/weir before there is a build: what it says when npm can't, on a checkout of nothing but that script.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import test, { type TestContext } from 'node:test'

/** Root may write anywhere; then somebody else runs it. */
const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : []

const checkout = (t: TestContext, npm: string) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "weir it's ü ")))
  t.after(() => {
    chmodSync(join(folder, '.weir'), 0o755)
    rmSync(folder, { recursive: true })
  })
  chmodSync(folder, 0o755)
  for (const name of ['tools', 'bin', '.weir']) mkdirSync(join(folder, name))
  copyFileSync('tools/weir', join(folder, 'tools/weir'))
  writeFileSync(join(folder, 'package-lock.json'), '{}')
  writeFileSync(join(folder, 'bin/npm'), `#!/bin/sh\n${npm}\n`)
  for (const name of ['tools/weir', 'bin/npm']) chmodSync(join(folder, name), 0o755)
  writeFileSync(join(folder, '.weir/npm-ci.log'), "yesterday's failure\n")
  return (user: readonly string[] = []) => {
    const [command = '', ...args] = [...user, join(folder, 'tools/weir'), 'status']
    const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` }
    const { status, stderr } = spawnSync(command, args, { env, encoding: 'utf8' })
    return { status, stderr, folder }
  }
}

test('a log that can not be written: said, and no other log shown in its place', (t) => {
  const weir = checkout(t, 'echo never; exit 1')
  const { folder } = weir()
  writeFileSync(join(folder, '.weir/npm-ci.log'), "yesterday's failure\n")
  for (const [name, mode] of [
    ['.weir/npm-ci.log', 0o444],
    ['.weir', 0o555],
  ] as const)
    chmodSync(join(folder, name), mode)
  const { status, stderr } = weir(asNobody)
  assert.equal(status, 1)
  assert.doesNotMatch(stderr, /yesterday/)
  assert.match(stderr, /\.weir\/npm-ci\.log can't be written/)
})

test("a failure of today shows today's log and npm's own code", (t) => {
  const { status, stderr, folder } = checkout(t, 'echo today; exit 3')()
  assert.equal(status, 3)
  assert.match(stderr, /^today$/m)
  assert.doesNotMatch(stderr, /yesterday/)
  assert.ok(existsSync(join(folder, '.weir/npm-ci.log')))
})

test('Ctrl-C while npm runs is 130, whatever npm makes of it', (t) => {
  // As from a terminal: to the whole group.
  const { status, stderr } = checkout(t, 'trap "exit 1" INT; kill -INT $PPID; kill -INT $$; exit 1')()
  assert.equal(status, 130, stderr)
})
