import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { type CommandOptions, docker } from './command.ts'

const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A client that says that it is there and then waits, as it does for an engine that says nothing: by a child of its own. */
const silentClient = (t: TestContext) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-docker-'))
  const before = process.env.PATH
  t.after(() => {
    process.env.PATH = before
    const left = pids().filter(isThere)
    // Without a limit they would hold this process as long as the engine holds them.
    for (const pid of left) process.kill(-pid, 'SIGKILL')
    rmSync(folder, { recursive: true })
    assert.deepEqual(left, [])
  })
  const file = join(folder, 'pids')
  const pids = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number) : [])
  writeFileSync(join(folder, 'docker'), `#!/bin/sh\necho $$ >>'${file}'\necho asked\nsleep 600\n`)
  chmodSync(join(folder, 'docker'), 0o755)
  process.env.PATH = [folder, before].join(delimiter)
  t.mock.timers.enable({ apis: ['setTimeout'] })
  return { pids }
}

/** Until the client has said its word. */
const asked = (args: readonly string[], options: CommandOptions) => {
  let output = Promise.resolve() as Promise<unknown>
  const begun = new Promise<void>((resolve) => {
    output = docker(args, { ...options, onLine: () => resolve() })
  })
  output.catch(() => undefined)
  return { output, begun }
}

const ENGINE = { DOCKER_HOST: 'unix:///run/a.sock' }
const YET = 'the Docker engine at unix:///run/a.sock has not answered'

test('a question to an engine that says nothing: told after 3 s, ended after 20, and what it started is gone', {
  timeout: 10_000,
}, async (t) => {
  silentClient(t)
  const said: string[] = []
  const { output, begun } = asked(['ps', '--all'], { client: ENGINE, say: (line) => void said.push(line) })
  await begun
  t.mock.timers.tick(2900)
  assert.deepEqual(said, [])
  t.mock.timers.tick(100)
  assert.deepEqual(said, [`${YET} \`docker ps\` yet; it is waited for, 20 s at most`])
  t.mock.timers.tick(17_000)
  await assert.rejects(output, {
    name: 'EngineSilent',
    message: `${YET} \`docker ps\` within 20 s, expected one that runs; start it anew, or name another by DOCKER_HOST`,
  })
  assert.equal(said.length, 1)
})

for (const [args, seconds] of [
  [['compose', '-p', 'weir', 'logs', '--follow'], 20],
  [['compose', '-p', 'weir', 'up', '--detach'], 60],
] as const)
  test(`docker ${args.at(-2)} ${args.at(-1)}: once it is silent, the engine is asked, and ${seconds} s later it is given up`, {
    timeout: 10_000,
  }, async (t) => {
    const { pids } = silentClient(t)
    const said: string[] = []
    const { output, begun } = asked(args, { client: ENGINE, say: (line) => void said.push(line) })
    await begun
    t.mock.timers.tick(1000)
    t.mock.timers.tick(3000)
    assert.deepEqual(said, [`${YET} \`docker version\` yet; it is waited for, ${seconds} s at most`])
    t.mock.timers.tick(seconds * 1000)
    await assert.rejects(output, { name: 'EngineSilent' })
    assert.ok(pids().length <= 2)
  })
