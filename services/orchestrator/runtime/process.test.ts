import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import test, { type TestContext } from 'node:test'
import { labPorts, need } from '@weir/test-support'
import { loadPlan } from '../topology/load.ts'
import { isAlive, type ProcessIdentity } from './identity.ts'
import type { Lab } from './lab.ts'
import { processRuntime } from './process.ts'
import { whyNoPrometheus } from './programs.ts'
import { basicOf, prometheusLogin } from './prometheus-login.ts'
import type { NodeFault, NodeRunState, Runtime } from './runtime.ts'

const FAKE = resolve('dist/tests/support/fake-node/main.js')

const start = async (t: TestContext, env: Record<string, string> = {}, prometheus: string | null = null) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-process-'))
  const [edge = 0, prometheusPort = 0, nodes = 0] = await labPorts(3)
  const lab: Lab = {
    plan: loadPlan('diamond', 'topology.yaml'),
    runtime: 'process',
    controlToken: 'a token for the tests',
    consoleToken: 'a token of the console',
    doors: { hosts: [], own: [], origins: [] },
    bind: '127.0.0.1',
    ports: { console: 0, edges: { edge1: edge }, nodes, prometheus: prometheusPort, grafana: 0 },
    folder,
  }
  const runtime = await processRuntime(lab, {
    mainPath: () => FAKE,
    env: { ...process.env, ...env },
    prometheus,
  })
  const pids = JSON.parse(readFileSync(join(folder, 'pids.json'), 'utf8')) as ProcessIdentity[]
  t.after(async () => {
    await runtime.close()
    assert.deepEqual(pids.filter(isAlive), [], 'nothing is left behind')
    rmSync(folder, { recursive: true })
  })
  return { runtime, lab, folder, pids }
}

/** The runtime tells states and no events, so that they are asked for. */
const until = async (condition: () => boolean, what: string) => {
  const deadline = performance.now() + 15_000
  while (!condition()) {
    if (performance.now() > deadline) assert.fail(`never: ${what}`)
    await new Promise((wake) => setTimeout(wake, 10))
  }
}
const stateOf = (runtime: Runtime, id: string): NodeRunState | undefined =>
  runtime.nodes().find((node) => node.id === id)?.state
const allRun = (runtime: Runtime) => until(() => runtime.nodes().every((node) => node.state === 'running'), 'all run')

test('every node runs, is told its parents, and answers', async (t) => {
  const { runtime, lab } = await start(t)
  await allRun(runtime)
  const edge = runtime.nodes().find((node) => node.id === 'edge1')
  assert.equal(edge?.url, `http://127.0.0.1:${lab.ports.edges.edge1}`)
  const state = (await (await fetch(`${edge?.url}/api/state`)).json()) as { parents: { id: string }[] }
  assert.deepEqual(
    state.parents.map((parent) => parent.id),
    ['mid-a', 'mid-b'],
  )
})

test('a child that dies by itself comes back on its port, counted and with the reason', async (t) => {
  const { runtime, pids } = await start(t)
  await allRun(runtime)
  process.kill(pids[1]?.pid ?? 0, 'SIGKILL')
  await until(() => runtime.nodes()[1]?.restarts === 1, 'a restart')
  await allRun(runtime)
  assert.equal(runtime.nodes()[1]?.lastExit, 'killed by SIGKILL')
  assert.equal((await fetch(`${runtime.nodes()[1]?.internalUrl}/healthz`)).status, 200)
})

test('a child that always dies is tried again, slower and slower, and its log says why', async (t) => {
  const { runtime, folder } = await start(t, { FAKE_DIES: 'mid-a' })
  await until(() => (runtime.nodes()[1]?.restarts ?? 0) >= 2, 'two restarts')
  assert.equal(runtime.nodes()[1]?.lastExit, 'exited with code 7')
  const log = readFileSync(join(folder, 'logs', 'mid-a.log'), 'utf8')
  assert.match(log, /ERROR the fake was told to die\nweir: mid-a exited with code 7\n/)
})

test('faults: kill and stop stay down until start; freeze and thaw; restart', async (t) => {
  const { runtime } = await start(t)
  await allRun(runtime)
  for (const fault of ['kill', 'stop'] as const) {
    await runtime.fault('mid-a', fault)
    assert.equal(stateOf(runtime, 'mid-a'), 'stopped')
    await runtime.fault('mid-a', 'start')
    assert.equal(stateOf(runtime, 'mid-a'), 'running')
  }
  await runtime.fault('mid-a', 'freeze')
  assert.equal(stateOf(runtime, 'mid-a'), 'frozen')
  const url = `${runtime.nodes()[1]?.internalUrl}/healthz`
  await assert.rejects(fetch(url, { signal: AbortSignal.timeout(300) }), { name: 'TimeoutError' })
  await runtime.fault('mid-a', 'thaw')
  assert.equal((await fetch(url)).status, 200)
  await runtime.fault('mid-a', 'restart')
  assert.equal(stateOf(runtime, 'mid-a'), 'running')
  // After the kill, after the stop, and this one.
  assert.equal(runtime.nodes()[1]?.restarts, 3)
})

test('a fault that can not be done says so', async (t) => {
  const { runtime } = await start(t)
  await allRun(runtime)
  await assert.rejects(runtime.fault('mid-c', 'kill'), {
    message: 'no node "mid-c", expected one of in1, mid-a, mid-b, edge1; did you mean "mid-a"?',
  })
  await runtime.fault('mid-a', 'stop')
  await assert.rejects(runtime.fault('mid-a', 'thaw'), {
    message: 'mid-a is stopped, expected a frozen one to thaw; `weir start mid-a` brings it back',
  })
})

test('a fault that is there already is none', async (t) => {
  const { runtime } = await start(t)
  await allRun(runtime)
  const states = async (...faults: readonly NodeFault[]) => {
    for (const fault of faults) await runtime.fault('mid-a', fault)
    const { state, restarts } = runtime.nodes().find(({ id }) => id === 'mid-a') ?? {}
    return [state, restarts]
  }
  assert.deepEqual(await states('thaw', 'start'), ['running', 0])
  assert.deepEqual(await states('freeze', 'freeze'), ['frozen', 0])
  assert.deepEqual(await states('thaw', 'thaw'), ['running', 0])
  assert.deepEqual(await states('kill', 'kill', 'stop', 'stop'), ['stopped', 0])
  assert.deepEqual(await states('start', 'start'), ['running', 1])
})

test(
  'a Prometheus beside the nodes reads each of them, labelled with its id and role',
  need('prometheus'),
  async (t) => {
    const { runtime, lab } = await start(t, {}, 'prometheus')
    assert.equal(runtime.prometheusUrl, `http://127.0.0.1:${lab.ports.prometheus}`)
    // What answers there is the orchestrator's; Prometheus itself is elsewhere, and knows who may ask.
    const url = `${runtime.prometheusInternalUrl}/api/v1/query?query=fake_node_index`
    const headers = { authorization: basicOf(prometheusLogin(lab)) }
    const query = async (): Promise<string[]> => {
      const response = await fetch(url, { headers }).catch(() => null)
      if (!response?.ok) return []
      const answer = (await response.json()) as {
        data: { result: { metric: { node: string; role: string }; value: [number, string] }[] }
      }
      return answer.data.result.map(({ metric, value }) => `${metric.node} ${metric.role} ${value[1]}`).sort()
    }
    const expected = ['edge1 edge 3', 'in1 ingress 0', 'mid-a intermediate 1', 'mid-b intermediate 2']
    const deadline = performance.now() + 20_000
    while ((await query()).length < expected.length && performance.now() < deadline) {
      await new Promise((wake) => setTimeout(wake, 100))
    }
    assert.deepEqual(await query(), expected)
    const other = { authorization: basicOf({ user: 'weir', password: 'guessed' }) }
    for (const more of [{}, other]) assert.equal((await fetch(url, { headers: more })).status, 401)
    assert.notEqual(new URL(url).port, `${lab.ports.prometheus}`)
  },
)

test('without a Prometheus there is none, and one line says why', async (t) => {
  const { runtime } = await start(t)
  assert.equal(runtime.prometheusUrl, null)
  assert.match(whyNoPrometheus({ prometheus: 'prometheus' }), /^no prometheus on the PATH/)
  assert.match(
    whyNoPrometheus({ prometheus: null }),
    /^WEIR_PROMETHEUS is set to nothing, so that there is no Prometheus/,
  )
  assert.match(whyNoPrometheus({ prometheus: '/opt/none' }), /^WEIR_PROMETHEUS="\/opt\/none" is not a program/)
})

test('a frozen child does not outlive the runtime', async (t) => {
  const { runtime } = await start(t)
  await allRun(runtime)
  await runtime.fault('edge1', 'freeze')
})
