import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { keepAccount, stale } from './built.mjs'

const PRESENT = ['cli/main.js', 'cli/parts/a-1.js', 'cli/parts/a-2.js', 'cli/parts/a-3.js', 'x.test.js']
const of = (part: string, tests: readonly string[] = ['x.test.js']) => ({
  lab: ['cli/main.js', `cli/parts/${part}.js`],
  tests,
})

for (const [why, before, ageMillis, expected] of [
  ['what neither this build nor the one before wrote goes', of('a-2'), 60_000, ['cli/parts/a-1.js']],
  ['whoever has just started from what was before that one finds it', of('a-2'), 59_999, []],
  ['nobody knows what the one before wrote', null, 1e9, []],
] as const)
  test(why, () => assert.deepEqual(stale(PRESENT, of('a-3'), before, ageMillis), expected))

test('over several builds dist holds the newest, the one before it, and the tests of the last that made some', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-built-'))
  t.after(() => rmSync(folder, { recursive: true }))
  let nowMillis = 1e9
  const build = (lab: readonly string[], tests: readonly string[] | null, seconds: number) => {
    nowMillis += seconds * 1000
    for (const file of [...lab, ...(tests ?? [])]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), '')
    }
    keepAccount(folder, lab, tests, nowMillis)
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.\w+$/.test(file) && file !== 'built.json')
      .sort()
  }
  const [a, b, c] = ['parts/a.js', 'parts/b.js', 'parts/c.js']
  build([a, 'old/page.html'], ['t/x.test.js'], 0)
  assert.deepEqual(build([b], null, 100), ['old/page.html', a, b, 't/x.test.js'])
  // The same again, as often as somebody likes: what started before it still runs.
  assert.deepEqual(build([b], null, 100), ['old/page.html', a, b, 't/x.test.js'])
  assert.deepEqual(build([c], null, 100), [b, c, 't/x.test.js'])
  assert.ok(!existsSync(join(folder, 'old')))
  // One right after the other: the parts of the first are still there.
  assert.deepEqual(build([a], ['t/y.test.js'], 1), [a, b, c, 't/x.test.js', 't/y.test.js'])
  assert.deepEqual(build([b], ['t/y.test.js'], 100), [a, b, 't/y.test.js'])
})
