import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startGently } from './start-gently.ts'

/** What a kernel without autogroups can't show, and what it then has to leave alone. */
const shareOf = (pid: number): string =>
  existsSync(`/proc/${pid}/autogroup`)
    ? (/nice (-?\d+)/.exec(readFileSync(`/proc/${pid}/autogroup`, 'utf8'))?.[1] ?? '')
    : 'none'

test('a small share until it is up, the usual one soon after', { timeout: 20_000 }, async (t) => {
  const sleeper = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
  t.after(() => sleeper.kill('SIGKILL'))
  await once(sleeper, 'spawn')
  const pid = sleeper.pid as number
  const usual = shareOf(pid)
  const settle = startGently(pid)
  assert.equal(shareOf(pid), usual === '0' ? '10' : usual)
  settle()
  while (shareOf(pid) !== usual) await sleep(20)
})

test('a process that is gone already is no fault', async () => {
  const gone = spawn('true', { detached: true, stdio: 'ignore' })
  await once(gone, 'exit')
  startGently(gone.pid as number)()
})
