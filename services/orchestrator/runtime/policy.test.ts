// The runtime's small parts, apart from processes.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { labPorts } from '@weir/test-support'
import { backoffMillis } from '@weir/time'
import { parse } from 'yaml'
import { addressOf, reachedAt, urlOf } from './address.ts'
import { failuresAfter, RESTART } from './backoff.ts'
import { endProcess, identify, isAlive } from './identity.ts'
import type { Lab } from './lab.ts'
import { lastLines, openLogFile } from './log-file.ts'
import { assignPorts, freePorts, whyNotHad } from './ports.ts'
import { prometheusConfig } from './prometheus.ts'
import { edgePort } from './published-ports.ts'
import { tail } from './tail.ts'

test('backoff doubles, is capped, and is spread', () => {
  assert.deepEqual(
    [1, 2, 3, 10].map((failures) => backoffMillis(RESTART, failures - 1, 0.5)),
    [100, 200, 400, 10_000],
  )
  assert.equal(backoffMillis(RESTART, 9, 0), 7500)
  assert.equal(backoffMillis(RESTART, 9, 1), 12_500)
  assert.equal(failuresAfter(4, 1), 5)
  assert.equal(failuresAfter(4, 60), 1)
})

for (const [bind, reached] of [
  ['0.0.0.0', '127.0.0.1:1'],
  ['::', '[::1]:1'],
  ['0:0::0', '[::1]:1'],
  ['::ffff:0.0.0.0', '127.0.0.1:1'],
  ['127.0.0.5', '127.0.0.5:1'],
  ['192.0.2.1', '192.0.2.1:1'],
  ['::1', '[::1]:1'],
  ['2001:db8::7', '[2001:db8::7]:1'],
] as const)
  test(`what is bound to ${bind} is reached at ${reached}`, () => {
    assert.equal(reachedAt(bind, 1), reached)
    assert.equal(urlOf(bind, 1), `http://${reached}`)
  })

test('a name is looked up once; one of nothing is told by the variable that gave it', async () => {
  assert.notEqual(isIP(await addressOf('localhost')), 0)
  assert.equal(await addressOf('::1'), '::1')
  await assert.rejects(addressOf('no-such-host.invalid'), /^Error: WEIR_BIND="no-such-host.invalid" is a name without/)
})

test('a log never grows past two files of its size, and its end survives the turn', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-log-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const log = openLogFile(join(folder, 'a.log'), 1000)
  for (let i = 0; i < 500; i++) log.write(`line ${i}\n`)
  log.close()
  assert.ok(readFileSync(join(folder, 'a.log')).length <= 1000)
  assert.ok(readFileSync(join(folder, 'a.log.1')).length <= 1000)
  const last = lastLines(join(folder, 'a.log'), 120)
  assert.equal(last.length, 120)
  assert.equal(last[0], 'line 380')
  assert.equal(last.at(-1), 'line 499')
})

test('tail prints what is there, then what comes, over a rotation', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'weir-tail-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'a.log')
  const log = openLogFile(path, 60)
  log.write('old 1\nold 2\nold 3\n')
  const seen: string[] = []
  const stop = new AbortController()
  const ended = tail([{ path, prefix: 'a | ' }], { follow: true, lines: 2, signal: stop.signal }, (line) => {
    seen.push(line)
    if (line === 'a | old 3') log.write('a longer line that is new\n')
    if (line.endsWith('is new')) log.write('and one more, after a turn\n')
    if (line.endsWith('a turn')) stop.abort()
  })
  await ended
  log.close()
  assert.deepEqual(seen, ['a | old 2', 'a | old 3', 'a | a longer line that is new', 'a | and one more, after a turn'])
})

test('a process is told from another with its pid, and is ended even when it will not', async () => {
  const stubborn = spawn(process.execPath, [
    '-e',
    "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)",
  ])
  await once(stubborn.stdout, 'data')
  const identity = identify(stubborn.pid ?? 0)
  assert.ok(identity)
  assert.equal(isAlive(identity), true)
  assert.equal(isAlive({ ...identity, startTime: '1' }), false)
  await endProcess({ ...identity, startTime: '1' }, 0)
  assert.equal(isAlive(identity), true, 'another process is left alone')
  await endProcess(identity, 0.2)
  assert.equal(isAlive(identity), false)
})

test('busy ports are passed over', async (t) => {
  const [first = 0] = await labPorts(1)
  const server = createServer().listen(first, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  assert.equal(await whyNotHad(first, '127.0.0.1'), 'EADDRINUSE')
  assert.equal(await whyNotHad(first, '192.0.2.1'), 'EADDRNOTAVAIL')
  const [next = 0, other = 0] = await freePorts(2, first, '127.0.0.1', new Set([first + 1]))
  assert.ok(next > first + 1 && other > next)
})

test('a node called constructor gets a port, as every node that is no edge', async () => {
  const nodes = ['constructor', 'edge1'].map((id) => ({ id }))
  const ports = { console: 1, edges: { edge1: 2 }, nodes: 21_000, prometheus: 3, grafana: 4 }
  const given = await assignPorts({ plan: { nodes }, ports } as unknown as Lab, '127.0.0.1')
  assert.ok((given.get('constructor') ?? 0) >= 21_000)
  assert.equal(edgePort({ ports }, 'constructor'), undefined)
  assert.equal(edgePort({ ports }, 'edge1'), 2)
})

test('the configuration of Prometheus', () => {
  const text = prometheusConfig([{ node: 'solo', roles: ['ingress', 'edge'], address: '127.0.0.1:8081' }])
  assert.match(text, /scrape_interval: 1s/)
  assert.deepEqual(parse(text).scrape_configs[0].static_configs, [
    { targets: ['127.0.0.1:8081'], labels: { node: 'solo', role: 'ingress+edge' } },
  ])
})
