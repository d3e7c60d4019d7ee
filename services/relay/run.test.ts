import assert from 'node:assert/strict'
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import test from 'node:test'
import { readNodeConfig } from './run.ts'

const MAIN = 'dist/services/intermediate/main.js'
const start = (port = 0): ChildProcess => {
  const config = { id: 'mid', index: 1, roles: ['intermediate'], listen: { port } }
  return fork(MAIN, [], { silent: true, execArgv: [], env: { ...process.env, WEIR_NODE: JSON.stringify(config) } })
}
const listening = async (node: ChildProcess): Promise<{ type: string; port: number }> => {
  const ended = once(node, 'exit').then(([code]) => Promise.reject(new Error(`the node ended with ${code}`)))
  const [message] = await Promise.race([once(node, 'message'), ended])
  return message
}

test('a node says where it listens, and ends with 0 within a second of SIGTERM', async () => {
  const node = start()
  const message = await listening(node)
  assert.equal(message.type, 'listening')
  assert.equal((await fetch(`http://127.0.0.1:${message.port}/healthz`)).status, 200)
  const toldAt = performance.now()
  node.kill('SIGTERM')
  assert.deepEqual(await once(node, 'exit'), [0, null])
  assert.ok(performance.now() - toldAt < 2000)
})

test('a node ends when whoever started it is gone', async () => {
  const node = start()
  await listening(node)
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
  assert.equal(code, 78)
  for (const part of ['index: ', 'roles: ', 'listen: ', 'rolse']) assert.ok(told.includes(part), `${part} in ${told}`)
})

test('a busy port ends with 1 and says which', async () => {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as { port: number }
  const node = start(port)
  let told = ''
  node.stderr?.on('data', (data) => {
    told += data
  })
  const [code] = await once(node, 'close')
  holder.close()
  assert.equal(code, 1)
  assert.match(told, new RegExp(`EADDRINUSE.*${port}`))
})

test('a configuration is read from JSON, and from nothing else', () => {
  assert.ok('id' in readNodeConfig('{"id":"a","index":0,"roles":["edge"],"listen":{"port":0}}'))
  for (const text of ['{', 'id: a', undefined]) assert.ok('faults' in readNodeConfig(text), text)
})
