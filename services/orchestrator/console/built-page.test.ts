import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { pathToFileURL } from 'node:url'
import { builtPage } from './built-page.ts'

test('the page is found beside the script that runs, wherever the checkout is called from', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'weir dist ü-'))
  t.after(() => rmSync(root, { recursive: true }))
  // A checkout below a folder that happens to be called dist.
  const dist = join(root, 'dist/weir/dist')
  const script = pathToFileURL(join(dist, 'services/orchestrator/cli/main.js')).href
  assert.throws(() => builtPage(script), {
    message: `no page of the console in ${join(dist, 'console')}, expected \`node tools/build.mjs\` to have been run`,
  })
  mkdirSync(join(dist, 'console'), { recursive: true })
  writeFileSync(join(dist, 'console/index.html'), '')
  assert.equal(builtPage(script), join(dist, 'console'))
})
