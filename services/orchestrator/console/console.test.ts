// The orchestrator with nodes that carry no media, asked over HTTP.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import test, { type TestContext } from 'node:test'
import { labPorts } from '@weir/test-support'
import type { Lab } from '../runtime/lab.ts'
import { processRuntime } from '../runtime/process.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { loadPlan } from '../topology/load.ts'
import { orchestrate } from './orchestrate.ts'
import type { Snapshot } from './snapshot.ts'

const start = async (t: TestContext, env: Record<string, string> = {}, more: Partial<Runtime> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-console-'))
  const [console = 0, edge = 0, nodes = 0] = await labPorts(3)
  const lab: Lab = {
    plan: loadPlan('diamond', 'topology.yaml'),
    runtime: 'process',
    controlToken: 'a token for the tests',
    consoleToken: 'a token of the console',
    doors: { hosts: [], own: [], origins: [] },
    bind: '127.0.0.1',
    ports: { console, edges: { edge1: edge }, nodes, prometheus: 0, grafana: 0 },
    folder,
  }
  const options = {
    mainPath: () => resolve('dist/tests/support/fake-node/main.js'),
    env: { ...process.env, ...env },
    prometheus: null,
  }
  const orchestrator = await orchestrate(lab, '127.0.0.1', async () => ({
    ...(await processRuntime(lab, options)),
    ...more,
  }))
  t.after(async () => {
    await orchestrator.close()
    rmSync(folder, { recursive: true })
  })
  const url = `http://127.0.0.1:${orchestrator.port}`
  const state = async () => (await (await fetch(`${url}/api/state`)).json()) as Snapshot
  return { url, lab, state }
}

const until = async (state: () => Promise<Snapshot>, condition: (snapshot: Snapshot) => boolean): Promise<Snapshot> => {
  const deadline = performance.now() + 20_000
  for (;;) {
    const now = await state()
    if (condition(now)) return now
    if (performance.now() > deadline) assert.fail(`never so: ${JSON.stringify(now)}`)
    await new Promise((wake) => setTimeout(wake, 20))
  }
}
const json = (method: string, body: unknown, headers: Record<string, string> = {}) => ({
  method,
  headers: { 'content-type': 'application/json', authorization: 'Bearer a token of the console', ...headers },
  body: JSON.stringify(body),
})

test('the state becomes ready and carries each link’s latest latency', async (t) => {
  const { state } = await start(t)
  const ready = await until(state, (now) => now.ready)
  assert.deepEqual(ready.waiting, [])
  assert.equal(ready.links.length, 4)
  assert.equal(ready.links[0]?.push?.p50Seconds, 0.0002)
  assert.deepEqual(
    ready.links.map(({ impairText }) => impairText),
    ['', '20ms ±3ms 20mbit 0.1%', '', ''],
  )
})

test('an edge without a chunk is what is waited for', async (t) => {
  const { state } = await start(t, { FAKE_SILENT: 'edge1' })
  const now = await until(state, (snapshot) => snapshot.nodes.every((node) => node.detail))
  assert.equal(now.ready, false)
  assert.deepEqual(now.waiting, ['edge1 has no chunk of cam'])
})

test('faults and links are driven by JSON requests of the same origin', async (t) => {
  const { url, state } = await start(t)
  await until(state, (now) => now.ready)
  const killed = await fetch(`${url}/api/nodes/mid-a/kill`, json('POST', {}, { origin: url }))
  assert.deepEqual(await killed.json(), { id: 'mid-a', state: 'stopped', before: 'running' })
  await fetch(`${url}/api/nodes/mid-a/start`, json('POST', {}))
  await until(state, (now) => now.ready && now.nodes.every((node) => node.state === 'running'))

  const put = await fetch(`${url}/api/links/in1/mid-b`, json('PUT', { delaySeconds: 0.05 }))
  assert.equal(put.status, 200)
  await until(state, (now) => now.links[1]?.impair.delaySeconds === 0.05)
})

test('a link that is cut says so, whoever cuts it, until it is healed', async (t) => {
  const { url, state } = await start(t)
  await until(state, (now) => now.ready)
  await fetch(`${url}/api/links/in1/mid-b`, json('PUT', { partition: true }))
  // A node that is gone tells nothing of its links, as one whose link the engine has cut.
  await fetch(`${url}/api/nodes/mid-b/kill`, json('POST', {}))
  const cut = await until(state, (now) => now.nodes.some((node) => node.id === 'mid-b' && node.detail === null))
  assert.equal(cut.links[1]?.state, 'partitioned')
  assert.equal(cut.links[1]?.impair.partition, true)
  await fetch(`${url}/api/nodes/mid-b/start`, json('POST', {}))
  await fetch(`${url}/api/links/in1/mid-b`, json('PUT', {}))
  await until(state, (now) => now.links[1]?.state === 'up')
})

test('a child that comes back gets the link’s newest impairment again', async (t) => {
  const { url, state } = await start(t)
  await until(state, (now) => now.ready)
  await fetch(`${url}/api/links/in1/mid-b`, json('PUT', { delaySeconds: 0.07 }))
  await fetch(`${url}/api/nodes/mid-b/restart`, json('POST', {}))
  await until(state, (now) => now.links[1]?.impair.delaySeconds === 0.07)
})

test('what comes from the address of a node of the lab is answered nothing', async (t) => {
  const { url } = await start(t, {}, { hasAddress: (address) => address === '127.0.0.1' })
  const answer = await fetch(`${url}/api/state`)
  assert.equal(answer.status, 403)
  assert.deepEqual(await answer.json(), { error: 'the console is not for nodes of the lab' })
  assert.equal((await fetch(`${url}/api/nodes/edge1/kill`, json('POST', {}))).status, 403)
})

test('a change that its node can not take says so in words', async (t) => {
  const { url, state } = await start(t)
  await until(state, (now) => now.ready)
  await fetch(`${url}/api/nodes/mid-b/kill`, json('POST', {}))
  const refused = await fetch(`${url}/api/links/in1/mid-b`, json('PUT', { partition: true }))
  assert.deepEqual(
    [refused.status, await refused.json()],
    [409, { error: 'mid-b is stopped and does not answer: nobody listens there' }],
  )
})

test('a page is told what its token is worth, and nothing else by it', async (t) => {
  const { url } = await start(t)
  const told = async (headers: Record<string, string>) =>
    (await fetch(`${url}/api/state`, { headers })).headers.get('weir-token')
  assert.equal(await told({}), 'no token')
  assert.equal(await told({ authorization: 'Bearer of another lab' }), 'another token')
  assert.equal(await told({ authorization: 'Bearer a token of the console' }), 'open')
})

test('another origin can not drive it', async (t) => {
  const { url, state } = await start(t)
  await until(state, (now) => now.ready)
  const kill = `${url}/api/nodes/edge1/kill`
  const foreign = { origin: 'http://evil.example' }
  for (const [request, status] of [
    [json('POST', {}, foreign), 403],
    [json('POST', {}, { authorization: '' }), 401],
    [json('POST', {}, { authorization: 'Bearer a token for the tests' }), 401],
    [{ method: 'POST', headers: { ...foreign, 'content-type': 'text/plain' }, body: '{}' }, 403],
    [{ method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' }, 415],
    [{ method: 'POST' }, 415],
    [{ method: 'GET' }, 404],
  ] as const) {
    assert.equal((await fetch(kill, request)).status, status)
  }
  // What a browser asks before it sends such a request gets no leave.
  const preflight = await fetch(kill, {
    method: 'OPTIONS',
    headers: { ...foreign, 'access-control-request-method': 'POST' },
  })
  assert.equal(preflight.headers.get('access-control-allow-origin'), null)
  assert.equal((await state()).nodes.find((node) => node.id === 'edge1')?.state, 'running')
})

test('what is not there or malformed is refused in one sentence', async (t) => {
  const { url } = await start(t)
  const answer = async (path: string, request: RequestInit) => {
    const response = await fetch(url + path, request)
    return [response.status, ((await response.json()) as { error: string }).error]
  }
  assert.deepEqual(await answer('/api/nodes/mid-c/kill', json('POST', {})), [
    404,
    'no node "mid-c", expected one of in1, mid-a, mid-b, edge1; did you mean "mid-a"?',
  ])
  assert.equal((await answer('/api/nodes/mid-a/maim', json('POST', {})))[0], 404)
  assert.deepEqual(await answer('/api/links/mid-a/mid-b', json('PUT', {})), [
    404,
    'no link "mid-a:mid-b", expected one of in1:mid-a, in1:mid-b, mid-a:edge1, mid-b:edge1',
  ])
  assert.equal((await answer('/api/links/in1/mid-b', json('PUT', { delaySeconds: -1 })))[0], 400)
  assert.equal((await answer('/api/links/in1/mid-b', { ...json('PUT', {}), body: '{' }))[0], 400)
})

test('the page is there, with a policy that lets nothing foreign in', async (t) => {
  const { url } = await start(t)
  for (const [path, type] of [
    ['/', 'text/html'],
    ['/page.js', 'text/javascript'],
    ['/page.css', 'text/css'],
    ['/graph.svg', 'image/svg+xml'],
  ] as const) {
    const response = await fetch(url + path)
    assert.equal(response.status, 200)
    assert.match(response.headers.get('content-type') ?? '', new RegExp(`^${type.replace('+', '\\+')}`))
    assert.match(response.headers.get('content-security-policy') ?? '', /^default-src 'none'; script-src 'self'/)
    assert.ok((await response.text()).length > 100)
  }
})
