// `make` with what nobody should write: it reaches the command line as it was written, and no shell on the way. With a
// tools/weir that writes down what it is called with.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'

const HOSTILE = [
  "x'; touch y; '",
  'x"; touch y; "',
  '$(shell touch y)',
  '$(touch y)',
  '`touch y`',
  '${TOPOLOGY} $$HOME *',
  '--help; touch y',
  'a  b #c',
]

const checkout = (t: TestContext) => {
  const folder = mkdtempSync(join(tmpdir(), "weir make it's ü "))
  t.after(() => rmSync(folder, { recursive: true }))
  copyFileSync('Makefile', join(folder, 'Makefile'))
  mkdirSync(join(folder, 'tools'))
  writeFileSync(join(folder, 'tools/weir'), '#!/bin/sh\nfor word; do printf "%s\\n" "<$word>"; done\n')
  chmodSync(join(folder, 'tools/weir'), 0o755)
  const make = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(MAKE|MFLAGS)/.test(name)))
    const options = { cwd: folder, env: { ...clean, ...env }, encoding: 'utf8' } as const
    const { status, stdout, stderr } = spawnSync('make', ['--no-print-directory', ...args], options)
    assert.equal(status, 0, stderr)
    assert.deepEqual(readdirSync(folder).sort(), ['Makefile', 'tools'], 'nothing was run')
    return stdout
      .trimEnd()
      .split('\n')
      .map((word) => word.slice(1, -1))
  }
  return make
}

const viewers = (count: string, ...others: readonly string[]) => [
  '--node',
  'dist/services/viewer/main.js',
  `--viewers=${count}`,
  ...others,
]

for (const [target, variable, words] of [
  ['up', 'TOPOLOGY', (value: string) => ['up', '--runtime', 'auto', '--', value]],
  ['up', 'RUNTIME', (value: string) => ['up', '--runtime', value]],
  ['logs', 'NODE', (value: string) => ['logs', '--', value]],
  ['graph', 'TOPOLOGY', (value: string) => ['graph', '--format', 'mermaid', '--', value]],
  ['graph', 'FORMAT', (value: string) => ['graph', '--format', value]],
  ['viewers', 'N', (value: string) => viewers(value)],
  ['viewers', 'STREAM', (value: string) => viewers('100', `--stream=${value}`)],
  ['viewers', 'EDGE', (value: string) => viewers('100', `--edge=${value}`)],
  ['viewers', 'DURATION', (value: string) => viewers('100', `--duration=${value}`)],
  ['test', 'ONLY', (value: string) => ['--node', 'tools/test.mjs', ...value.split(/\s+/)]],
  ['chaos', 'SEED', () => ['--node', 'tools/bench.mjs', 'chaos']],
  ['up', 'WEIR', () => ['up', '--runtime', 'auto']],
] as const)
  test(`make ${target} ${variable}=…`, (t) => {
    const make = checkout(t)
    for (const value of HOSTILE) {
      assert.deepEqual(make([target, `${variable}=${value}`]), words(value), value)
      if (variable !== 'WEIR') assert.deepEqual(make([target], { [variable]: value }), words(value), value)
    }
  })

test('flags and what is left out', (t) => {
  const make = checkout(t)
  assert.deepEqual(make(['up', 'TOPOLOGY=', 'RUNTIME=']), ['up', '--runtime', 'auto'])
  assert.deepEqual(make(['status', 'JSON=1']), ['status', '--json'])
  assert.deepEqual(make(['logs', 'FOLLOW=1', 'NODE=in1']), ['logs', '--follow', '--', 'in1'])
})

test('no recipe writes a variable into the shell', () => {
  const recipes = readFileSync('Makefile', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('\t'))
  assert.ok(recipes.length > 10)
  for (const line of recipes)
    for (const [found, name] of line.replaceAll('$$', '').matchAll(/\$[({]?(\w+|.)/g))
      assert.ok(['WEIR', 'MAKEFILE_LIST'].includes(name ?? ''), `${found} in "${line.trim()}", expected "$$${name}"`)
})
