import assert from 'node:assert/strict'
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import test from 'node:test'
import { readNodeConfig } from './run.ts'

const MAIN = 'dist/services/intermediate/main.js'
const CONFIG = 'id: mid\nindex: 1\nroles: [intermediate]\nlisten: { port: 0 }\n'
const start = (config: string): ChildProcess =>
  fork(MAIN, [], { silent: true, execArgv: [], env: { ...process.env, WEIR_NODE: config } })

test('a node says where it listens, and ends with 0 within a second of SIGTERM', async () => {
  const node = start(CONFIG)
  const [message] = (await once(node, 'message')) as [{ type: string; port: number }]
  assert.equal(message.type, 'listening')
  assert.equal((await fetch(`http://127.0.0.1:${message.port}/healthz`)).status, 200)
  const toldAt = performance.now()
  node.kill('SIGTERM')
  assert.deepEqual(await once(node, 'exit'), [0, null])
  assert.ok(performance.now() - toldAt < 2000)
})

test('a node ends when whoever started it is gone', async () => {
  const node = start(CONFIG)
  await once(node, 'message')
  node.disconnect()
  assert.deepEqual(await once(node, 'exit'), [0, null])
})

test('a bad configuration ends with 2 and one sentence for each fault', async () => {
  const node = spawn(process.execPath, [MAIN], {
    env: { ...process.env, WEIR_NODE: '{"id": "mid", "index": "x", "rolse": []}' },
  })
  let told = ''
  node.stderr.on('data', (data) => {
    told += data
  })
  const [code] = await once(node, 'close')
  assert.equal(code, 2)
  for (const part of ['index: ', 'roles: ', 'listen: ', 'rolse']) assert.ok(told.includes(part), `${part} in ${told}`)
})

test('a busy port ends with 1 and says which', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as { port: number }
  const node = start(CONFIG.replace('port: 0', `port: ${port}`))
  let told = ''
  node.stderr?.on('data', (data) => {
    told += data
  })
  const [code] = await once(node, 'close')
  holder.close()
  assert.equal(code, 1)
  assert.match(told, new RegExp(`EADDRINUSE.*${port}`))
})

test('a configuration is read from JSON as from YAML', () => {
  const json = readNodeConfig('{"id":"a","index":0,"roles":["edge"],"listen":{"port":0}}')
  assert.deepEqual(json, readNodeConfig('id: a\nindex: 0\nroles: [edge]\nlisten:\n  port: 0\n'))
  assert.ok('faults' in readNodeConfig('{') && 'faults' in readNodeConfig(undefined))
})
