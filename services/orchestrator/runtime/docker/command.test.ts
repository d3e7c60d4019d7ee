import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import test from 'node:test'
import { docker } from './command.ts'

test('a question to an engine that says nothing fails in time, and what it started is gone', {
  timeout: 10_000,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-docker-'))
  const before = process.env.PATH
  t.after(() => {
    process.env.PATH = before
    try {
      // Without a limit it would hold this process as long as the engine holds it.
      process.kill(-(Number(readFileSync(join(folder, 'pid'), 'utf8')) || Number.NaN), 'SIGKILL')
    } catch {
      // As it should be, it is gone.
    }
    rmSync(folder, { recursive: true })
  })
  // Says that it is there, then waits, as the client does: by a child of its own, which holds the output open.
  writeFileSync(join(folder, 'docker'), `#!/bin/sh\necho $$ >'${folder}/pid'\necho asked\nsleep 600\n`)
  chmodSync(join(folder, 'docker'), 0o755)
  process.env.PATH = [folder, before].join(delimiter)
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let heard = () => {}
  const asked = new Promise<void>((resolve) => {
    heard = resolve
  })
  const output = docker(['ps'], { onLine: () => heard() })
  await asked
  t.mock.timers.tick(20_000)
  assert.deepEqual(await output, { code: 1, stdout: '', stderr: 'nothing within 20 s' })
})
