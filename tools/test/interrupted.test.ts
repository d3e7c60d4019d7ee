// Ctrl-C: what a test has started in a session of its own, as browsers and labs are, is ended with it. After a SIGKILL, by
// the next run.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import test, { type TestContext } from 'node:test'

/** A run of one test that goes on for ever, as does a process that it has started. `gone` comes when both have ended. */
const startRun = async (t: TestContext) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-interrupted-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(
    join(folder, 'endless.test.mjs'),
    `import { spawn } from 'node:child_process'
     import { createConnection } from 'node:net'
     import test from 'node:test'
     test('endless', () => new Promise(() => {
       const held = createConnection(process.env.HELD, () => {
         spawn('sleep', ['600'], { detached: true, stdio: ['ignore', held, 'ignore'] })
         held.write('started')
       })
     }))`,
  )
  const file = relative('dist', join(folder, 'endless.test.mjs'))
  const server = createServer()
  const held = join(folder, 'held')
  server.listen(held)
  t.after(() => server.close())
  // It is no part of this run, nor a test of it.
  const env = { ...process.env, HELD: held, RUN_OF_TESTS: undefined, NODE_TEST_CONTEXT: undefined }
  const run = spawn(process.execPath, ['tools/test/main.mjs', file], { env, stdio: 'ignore' })
  t.after(() => run.kill('SIGKILL'))
  const ended = once(run, 'exit')
  const [socket] = await once(server, 'connection')
  await once(socket, 'data')
  return { run, ended, gone: once(socket, 'close') }
}

/** Of a process that stays, no event comes. */
const onLinux = { timeout: 60_000, skip: process.platform === 'linux' ? false : 'finds processes by /proc' }

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  test(`${signal} ends the tests and what they have started`, onLinux, async (t) => {
    const { run, ended, gone } = await startRun(t)
    run.kill(signal)
    assert.deepEqual(await ended, [code, null])
    await gone
  })

test('what a run that was killed has left ends with the next', onLinux, async (t) => {
  const killed = await startRun(t)
  killed.run.kill('SIGKILL')
  assert.deepEqual(await killed.ended, [null, 'SIGKILL'])
  const next = await startRun(t)
  await killed.gone
  next.run.kill('SIGTERM')
  await next.ended
})
