// A node with a source, as it runs in the lab: what happens when ffmpeg dies, when nobody watches, when we die.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { NodeConfig, type NodeConfigInput, type RelayNode, startNode } from '@weir/relay'
import { need } from '@weir/test-support'
import { backoffMillis } from '@weir/time'
import { pino } from 'pino'
import { findFfmpeg } from './find-ffmpeg.ts'
import { attachIngress } from './index.ts'
import { RETRY } from './supervise.ts'

const LIMIT_MILLIS = 30_000
const silent = pino({ level: 'silent' })

const configOf = (streams: NodeConfigInput['streams'], more: Partial<NodeConfigInput> = {}): NodeConfig =>
  NodeConfig.parse({ id: 'in1', index: 0, roles: ['ingress'], listen: { port: 0 }, streams, ...more })

/** Asks again until the answer is there; processes and counters have no event. */
const until = async <T>(what: string, ask: () => T | undefined): Promise<T> => {
  for (const startMillis = performance.now(); performance.now() - startMillis < LIMIT_MILLIS; await pause(20)) {
    const answer = ask()
    if (answer !== undefined) return answer
  }
  throw new Error(`${what}: not within ${LIMIT_MILLIS / 1000} s`)
}

/** Processes of Linux whose parent is `parent` and which run ffmpeg. */
const ffmpegsOf = (parent: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const after = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1] ?? ''
        const isOurs = Number(after.split(' ')[1]) === parent && !after.startsWith('Z')
        return isOurs && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('ffmpeg\0')
      } catch {
        return false
      }
    })
    .map(Number)

const isAlive = (pid: number): boolean => {
  try {
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

const withNode = async (config: NodeConfig, work: (node: RelayNode) => Promise<void>): Promise<void> => {
  const node = await startNode(config, { log: silent, processMetrics: false })
  const detach = await attachIngress(node)
  try {
    await work(node)
  } finally {
    await detach()
    await node.close()
  }
  await until('ffmpeg is gone', () => (ffmpegsOf(process.pid).length === 0 ? true : undefined))
}

const video = (node: RelayNode) => node.state().tracks.find(({ kind }) => kind === 'video')
const restarts = async (node: RelayNode): Promise<number> =>
  (await node.metrics.sourceRestarts.get()).values.reduce((sum, { value }) => sum + value, 0)

test('ffmpeg that is killed comes back in a new epoch', need('ffmpeg'), async () => {
  await withNode(configOf({ cam: { source: 'test', audio: false } }), async (node) => {
    assert.deepEqual(node.state().faults, ['stream cam: waiting for the first frame'])
    const first = await until('first frames', () => ((video(node)?.sequence ?? 0) > 3 ? video(node) : undefined))
    assert.deepEqual(node.state().faults, [])
    const [pid] = ffmpegsOf(process.pid)
    assert.ok(pid !== undefined)
    process.kill(pid, 'SIGKILL')
    await until('the fault shows', () => node.state().faults.find((fault) => /killed with signal SIGKILL/.test(fault)))
    const second = await until('a new epoch', () => {
      const now = video(node)
      return now && now.epoch > first.epoch && node.state().healthy ? now : undefined
    })
    assert.ok(second.epoch > first.epoch)
    assert.deepEqual(node.state().faults, [])
    assert.equal(await restarts(node), 1)
    const gaps = (await node.metrics.ingressFrameGap.get()).values.find(({ metricName }) =>
      metricName?.endsWith('_count'),
    )
    assert.ok((gaps?.value ?? 0) > 3)
  })
})

test('ffmpeg that falls silent is replaced', need('ffmpeg'), async () => {
  await withNode(configOf({ cam: { source: 'test', audio: false } }), async (node) => {
    const first = await until('first frames', () => ((video(node)?.sequence ?? 0) > 3 ? video(node) : undefined))
    for (const pid of ffmpegsOf(process.pid)) process.kill(pid, 'SIGSTOP')
    await until('a new epoch', () => ((video(node)?.epoch ?? 0) > first.epoch ? true : undefined))
    assert.equal((await node.metrics.sourceRestarts.get()).values[0]?.labels.reason, 'silent')
  })
})

test('with demand: viewers the source rests once it is announced', need('ffmpeg'), async () => {
  await withNode(configOf({ cam: { source: 'test' } }, { demand: 'viewers' }), async (node) => {
    await until('an announcement', () => node.streams()[0])
    await until('ffmpeg to rest', () => (ffmpegsOf(process.pid).length === 0 ? true : undefined))
    assert.deepEqual(node.state().faults, [])
    assert.equal(await restarts(node), 0)
  })
})

test('what can never work is refused in one sentence', need('ffmpeg'), async () => {
  const node = await startNode(configOf({ cam: { source: 'file', input: '/none.mp4' } }), { log: silent })
  try {
    await assert.rejects(attachIngress(node), {
      name: 'SourceError',
      message: 'stream "cam": source file "/none.mp4" is not there',
    })
  } finally {
    await node.close()
  }
})

/** Runs the ingress as a process of its own, which is gone afterwards. */
const withMain = async (
  config: NodeConfig,
  env: NodeJS.ProcessEnv,
  work: (main: ChildProcess & { readonly pid: number }) => Promise<void>,
): Promise<void> => {
  const main = spawn(process.execPath, [join(process.cwd(), 'dist/services/ingress/main.js')], {
    env: { ...process.env, ...env, WEIR_NODE: JSON.stringify(config) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  try {
    await work(main as ChildProcess & { readonly pid: number })
  } finally {
    main.kill('SIGKILL')
  }
}
const foldersOf = (pid: number): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`weir-ingress-${pid}-`))

for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
  test(`no ffmpeg and no file outlives an ingress that gets ${signal}`, need('ffmpeg'), async () => {
    await withMain(configOf({ cam: { source: 'test' } }), {}, async (main) => {
      const pid = await until('ffmpeg', () => ffmpegsOf(main.pid)[0])
      await until('its sockets need no path', () => (foldersOf(main.pid).length === 0 ? true : undefined))
      const exited = once(main, 'exit')
      main.kill(signal)
      await exited
      await until('ffmpeg is gone', () => (isAlive(pid) ? undefined : true))
      assert.deepEqual(foldersOf(main.pid), [])
    })
  })
}

test('without setpriv ffmpeg ends when its socket does', need('ffmpeg'), async () => {
  const { path } = await findFfmpeg()
  await withMain(configOf({ cam: { source: 'test' } }), { WEIR_FFMPEG: path, PATH: '/none' }, async (main) => {
    const pid = await until('ffmpeg', () => ffmpegsOf(main.pid)[0])
    await until('it is connected', () => (foldersOf(main.pid).length === 0 ? true : undefined))
    const exited = once(main, 'exit')
    main.kill('SIGKILL')
    await exited
    await until('ffmpeg is gone', () => (isAlive(pid) ? undefined : true))
  })
})

test('a missing ffmpeg ends the process with one sentence', async () => {
  await withMain(configOf({ cam: { source: 'test' } }), { WEIR_FFMPEG: '/none/ffmpeg' }, async (main) => {
    let said = ''
    main.stderr?.on('data', (bytes: Buffer) => {
      said += bytes.toString()
    })
    const [code] = await once(main, 'close')
    assert.equal(code, 78)
    assert.match(said, /^in1: WEIR_FFMPEG names "\/none\/ffmpeg", which is not a file that can be run\n$/)
  })
})

test('retries wait longer and longer, up to a cap, and never all alike', () => {
  assert.deepEqual(
    [0, 1, 2, 20].map((attempt) => backoffMillis(RETRY, attempt, 0)),
    [100, 200, 400, 2500],
  )
  assert.deepEqual(
    [0, 1, 2, 20].map((attempt) => backoffMillis(RETRY, attempt, 1)),
    [200, 400, 800, 5000],
  )
})

for (const [name, stepMillis] of [
  ['forward', 3_600_000],
  ['back', -3_600_000],
] as const) {
  test(`the system’s clock steps ${name} by an hour: the source begins anew at once`, need('ffmpeg'), async (t) => {
    await withNode(configOf({ cam: { source: 'test' } }), async (node) => {
      await until('first frames', () => ((video(node)?.sequence ?? 0) > 3 ? true : undefined))
      const before = Date.now
      t.mock.method(Date, 'now', () => before() + stepMillis)
      await pause(1500)
      const { values } = await node.metrics.sourceRestarts.get()
      assert.deepEqual(
        values.map(({ labels, value }) => [labels.reason, value]),
        [['clock', 1]],
      )
    })
  })
}
